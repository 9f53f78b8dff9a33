"""What every engine promises, whatever it is made of.

An engine's tests are a class that inherits EngineContract and says how to open the engine.
"""

from contract_finding import Finding
from contract_generations import Generations
from contract_meaning import Meaning
from contract_narrowing import Narrowing
from contract_ranking import Ranking
from contract_showing import Showing


class EngineContract(Finding, Meaning, Ranking, Narrowing, Showing, Generations):
    """Inherit, and give `open_engine`, `open_publisher` and the two methods of Ground."""
