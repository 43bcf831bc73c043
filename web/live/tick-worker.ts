/// <reference lib="webworker" />
// A clock off the page: browsers wake the timers of a page that has been hidden and silent for five minutes once a minute, a worker's on time.
setInterval(() => postMessage(null), 1000)
