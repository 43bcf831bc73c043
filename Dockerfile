ARG IMAGE_PREFIX=
FROM ${IMAGE_PREFIX}node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.base.json tsconfig.json ./
COPY server server
COPY web web
RUN npm run build && npm prune --omit=dev

FROM ${IMAGE_PREFIX}node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY migrations migrations
RUN install -d -o node -g node -m 0700 /data
VOLUME /data
USER node
EXPOSE 8080
# A gateway at its limit makes much that lives for one batch: with the default of 16 MiB a tenth of its time goes into collecting it.
CMD ["node", "--max-semi-space-size=64", "dist/server/main.js"]
