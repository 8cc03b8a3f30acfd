"""The catalogue as a small Flask application serves it: made once, answered from memory. Run under gunicorn."""
import os
import pathlib

from flask import Flask, Response

CATALOGUE = pathlib.Path(os.environ["CATALOGUE"]).read_bytes()
app = Flask(__name__)


@app.get("/mcp/api")
def catalogue():
    return Response(CATALOGUE, mimetype="application/json")
