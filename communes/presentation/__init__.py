"""Words about the agreement, its place and its post: plain values in, French text out, without Django."""
