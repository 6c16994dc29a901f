"""Topics: the archive's codes and the names they stand for."""

from __future__ import annotations

from profiles.names import fold, slug
from works.models import Topic

# Codes as Scholar Feed prints them, without the archive: arXiv's computer science, and stat.ML.
# A code that several archives use for different subjects is left out: the code is then the name.
NAMES = {
    "AI": "Artificial Intelligence",
    "AR": "Hardware Architecture",
    "CC": "Computational Complexity",
    "CE": "Computational Engineering, Finance, and Science",
    "CG": "Computational Geometry",
    "CL": "Computation and Language",
    "CR": "Cryptography and Security",
    "CV": "Computer Vision and Pattern Recognition",
    "CY": "Computers and Society",
    "DB": "Databases",
    "DC": "Distributed, Parallel, and Cluster Computing",
    "DL": "Digital Libraries",
    "DS": "Data Structures and Algorithms",
    "ET": "Emerging Technologies",
    "FL": "Formal Languages and Automata Theory",
    "GR": "Graphics",
    "GT": "Computer Science and Game Theory",
    "HC": "Human-Computer Interaction",
    "IR": "Information Retrieval",
    "LG": "Machine Learning",
    "LO": "Logic in Computer Science",
    "MA": "Multiagent Systems",
    "ML": "Machine Learning (Statistics)",
    "MM": "Multimedia",
    "MS": "Mathematical Software",
    "NE": "Neural and Evolutionary Computing",
    "NI": "Networking and Internet Architecture",
    "OS": "Operating Systems",
    "PF": "Performance",
    "PL": "Programming Languages",
    "RO": "Robotics",
    "SC": "Symbolic Computation",
    "SE": "Software Engineering",
    "SI": "Social and Information Networks",
}


def new(code: str) -> Topic:
    """An unsaved topic for this code, with its full name where the code has one."""
    name = NAMES.get(code, code)
    return Topic(code=code, name=name, folded_name=fold(name)[:200], slug=slug(code))
