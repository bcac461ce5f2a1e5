"""What the acceptance tests stand on: the product from outside, and the peers it talks to.

Nothing here shares a line with the product: replies are read by http.client, exports are decoded
by the OpenTelemetry project's own protobuf classes, metrics by the Prometheus client's parser.
"""
