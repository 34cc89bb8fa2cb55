"""The web application: comes after the main job."""
