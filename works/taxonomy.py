"""The subjects of arXiv, as its public taxonomy names them, by each way in which sources write their codes. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

# Every archive with its name, and its categories: code and name, as far as it has any.
_ARCHIVES = {
    "cs": """Computer Science
        AI Artificial Intelligence; AR Hardware Architecture; CC Computational Complexity;
        CE Computational Engineering, Finance, and Science; CG Computational Geometry; CL Computation and Language;
        CR Cryptography and Security; CV Computer Vision and Pattern Recognition; CY Computers and Society;
        DB Databases; DC Distributed, Parallel, and Cluster Computing; DL Digital Libraries; DM Discrete Mathematics;
        DS Data Structures and Algorithms; ET Emerging Technologies; FL Formal Languages and Automata Theory;
        GL General Literature; GR Graphics; GT Computer Science and Game Theory; HC Human-Computer Interaction;
        IR Information Retrieval; IT Information Theory; LG Machine Learning; LO Logic in Computer Science;
        MA Multiagent Systems; MM Multimedia; MS Mathematical Software; NA Numerical Analysis;
        NE Neural and Evolutionary Computing; NI Networking and Internet Architecture; OH Other Computer Science;
        OS Operating Systems; PF Performance; PL Programming Languages; RO Robotics; SC Symbolic Computation;
        SD Sound; SE Software Engineering; SI Social and Information Networks; SY Systems and Control""",
    "stat": """Statistics
        AP Applications; CO Computation; ME Methodology; ML Machine Learning (Statistics); OT Other Statistics""",
    "math": """Mathematics
        AC Commutative Algebra; AG Algebraic Geometry; AP Analysis of PDEs; AT Algebraic Topology;
        CA Classical Analysis and ODEs; CO Combinatorics; CT Category Theory; CV Complex Variables;
        DG Differential Geometry; DS Dynamical Systems; FA Functional Analysis; GM General Mathematics;
        GN General Topology; GR Group Theory; GT Geometric Topology; HO History and Overview;
        KT K-Theory and Homology; LO Logic; MG Metric Geometry; NT Number Theory; OA Operator Algebras;
        OC Optimization and Control; PR Probability; QA Quantum Algebra; RA Rings and Algebras;
        RT Representation Theory; SG Symplectic Geometry; SP Spectral Theory; ST Statistics Theory""",
    "eess": """Electrical Engineering and Systems Science
        AS Audio and Speech Processing; IV Image and Video Processing; SP Signal Processing""",
    "econ": """Economics
        EM Econometrics; GN General Economics; TH Theoretical Economics""",
    "q-bio": """Quantitative Biology
        BM Biomolecules; CB Cell Behavior; GN Genomics; MN Molecular Networks; NC Neurons and Cognition;
        OT Other Quantitative Biology; PE Populations and Evolution; QM Quantitative Methods;
        SC Subcellular Processes; TO Tissues and Organs""",
    "q-fin": """Quantitative Finance
        CP Computational Finance; GN General Finance; MF Mathematical Finance; PM Portfolio Management;
        PR Pricing of Securities; RM Risk Management; ST Statistical Finance; TR Trading and Market Microstructure""",
    "astro-ph": """Astrophysics
        CO Cosmology and Nongalactic Astrophysics; EP Earth and Planetary Astrophysics; GA Astrophysics of Galaxies;
        HE High Energy Astrophysical Phenomena; IM Instrumentation and Methods for Astrophysics;
        SR Solar and Stellar Astrophysics""",
    "cond-mat": """Condensed Matter
        dis-nn Disordered Systems and Neural Networks; mes-hall Mesoscale and Nanoscale Physics;
        mtrl-sci Materials Science; other Other Condensed Matter; quant-gas Quantum Gases; soft Soft Condensed Matter;
        stat-mech Statistical Mechanics; str-el Strongly Correlated Electrons; supr-con Superconductivity""",
    "nlin": """Nonlinear Sciences
        AO Adaptation and Self-Organizing Systems; CD Chaotic Dynamics; CG Cellular Automata and Lattice Gases;
        PS Pattern Formation and Solitons; SI Exactly Solvable and Integrable Systems""",
    "physics": """Physics
        acc-ph Accelerator Physics; ao-ph Atmospheric and Oceanic Physics; app-ph Applied Physics;
        atm-clus Atomic and Molecular Clusters; atom-ph Atomic Physics; bio-ph Biological Physics;
        chem-ph Chemical Physics; class-ph Classical Physics; comp-ph Computational Physics;
        data-an Data Analysis, Statistics and Probability; ed-ph Physics Education; flu-dyn Fluid Dynamics;
        gen-ph General Physics; geo-ph Geophysics; hist-ph History and Philosophy of Physics;
        ins-det Instrumentation and Detectors; med-ph Medical Physics; optics Optics; plasm-ph Plasma Physics;
        pop-ph Popular Physics; soc-ph Physics and Society; space-ph Space Physics""",
    "gr-qc": "General Relativity and Quantum Cosmology",
    "hep-ex": "High Energy Physics - Experiment",
    "hep-lat": "High Energy Physics - Lattice",
    "hep-ph": "High Energy Physics - Phenomenology",
    "hep-th": "High Energy Physics - Theory",
    "math-ph": "Mathematical Physics",
    "nucl-ex": "Nuclear Experiment",
    "nucl-th": "Nuclear Theory",
    "quant-ph": "Quantum Physics",
}
# One category in two archives, and archives that became categories: what the archive itself takes for the same.
_SAME = {
    "math.IT": "cs.IT", "math.NA": "cs.NA", "eess.SY": "cs.SY", "stat.TH": "math.ST", "math.MP": "math-ph",
    "q-fin.EC": "econ.GN", "cmp-lg": "cs.CL", "alg-geom": "math.AG", "dg-ga": "math.DG", "funct-an": "math.FA",
    "q-alg": "math.QA", "adap-org": "nlin.AO", "chao-dyn": "nlin.CD", "comp-gas": "nlin.CG", "patt-sol": "nlin.PS",
    "solv-int": "nlin.SI", "mtrl-th": "cond-mat.mtrl-sci", "supr-con": "cond-mat.supr-con",
    "acc-phys": "physics.acc-ph", "ao-sci": "physics.ao-ph", "atom-ph": "physics.atom-ph",
    "bayes-an": "physics.data-an", "chem-ph": "physics.chem-ph", "plasm-ph": "physics.plasm-ph",
}  # fmt: skip
# Scholar Feed prints these without their archive, and so they are called here.
_CALLED_SHORT = ("cs.", "stat.ML")


@dataclass(frozen=True, slots=True)
class Category:
    """One subject: the code that it goes by here, its name, its archive's, and every way its code is written."""

    code: str
    name: str
    archive: str
    spellings: tuple[str, ...]


def find(code: str) -> Category | None:
    """The subject of this code, however it is written; None where there is none, or where it may be one of several."""
    return _BY_SPELLING.get(code.lower())


def code(printed: str) -> str:
    """The code by which the subject goes here that a source prints like this; one that is not known stays as it is."""
    known = find(printed)
    return known.code if known else printed


def every() -> list[Category]:
    """Every subject."""
    return _CATEGORIES


def by_archive() -> dict[str, list[Category]]:
    """Every subject by the name of its archive; archives and subjects in the order of their names."""
    found: dict[str, list[Category]] = {}
    for category in sorted(_CATEGORIES, key=lambda category: (category.archive, category.name)):
        found.setdefault(category.archive, []).append(category)
    return found


def _read() -> Iterator[tuple[str, str, str]]:
    """The full code, name, and name of the archive of each subject; an archive is a subject, too."""
    for archive, text in _ARCHIVES.items():
        called, _, categories = text.partition("\n")
        yield archive, called, called if categories else "Physics"
        for entry in " ".join(categories.split()).split("; ") if categories else ():
            code, _, name = entry.strip(" ;").partition(" ")
            yield f"{archive}.{code}", name, called


def _short(code: str) -> str:
    short = code.partition(".")[2]
    return short if short.isupper() else ""


def _categories() -> list[Category]:
    rows = list(_read())
    meant: dict[str, set[str]] = defaultdict(set)
    for code in (*_SAME, *(full for full, _, _ in rows)):
        meant[_short(code)].add(_SAME.get(code, code))
    found = []
    for full, name, archive in rows:
        written = [full, *(other for other, same in _SAME.items() if same == full)]
        # A code without its archive is that of computer science where it has one, or of the only archive that has.
        for short in sorted({short for code in written if (short := _short(code))}):
            if full.startswith("cs.") or meant[short] == {full}:
                written.append(short)
        code = _short(full) if full.startswith(_CALLED_SHORT) else full
        found.append(Category(code, name, archive, tuple(written)))
    return found


_CATEGORIES = _categories()
_BY_SPELLING = {code.lower(): category for category in _CATEGORIES for code in category.spellings}
