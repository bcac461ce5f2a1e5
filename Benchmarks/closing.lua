-- One request on each connection: the server closes, wrk opens the next one.
wrk.headers["Connection"] = "close"
