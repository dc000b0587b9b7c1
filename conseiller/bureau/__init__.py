"""What the pages of agents gather from several rooms: read, put in words and drawn, nothing written."""
