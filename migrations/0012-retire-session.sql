-- A gateway's session at the broker outlives it for two days: who has retired it forgets its probe too.
grant delete on probe to xiaowei_app;
