"""Invented people and places: no list here was taken from a register."""

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


GIRLS = _words(
    """
    Aaliyah Abigail Ada Aisha Alba Amara Amelia Anya Aoife Beatrix Bethan Bonnie Carys Chiara
    Chloe Daisy Dalia Eleni Eliza Ella Esme Evie Farah Fatima Freya Grace Hana Harriet Imani
    Ines Iris Isla Ivy Jasmine Keira Kezia Lara Layla Leila Lily Lola Lucia Maja Maryam Matilda
    Maya Mia Millie Nadia Naomi Niamh Nora Olivia Orla Phoebe Poppy Priya Rosa Ruby Safiya
    Saoirse Sofia Tamsin Thea Tilly Willow Yasmin Zainab Zara Zofia
    """
)
BOYS = _words(
    """
    Aaron Adam Ahmed Aidan Albie Alfie Amir Arlo Arthur Ayaan Barnaby Ben Bilal Callum Carter
    Cian Dawid Dexter Dylan Edward Eli Emeka Ethan Ezra Felix Finley Frank Gabriel George Gethin
    Harley Haris Harry Hugo Ibrahim Idris Isaac Jack Jayden Joel Jude Kacper Kai Karim Kofi Leo
    Liam Logan Lucas Malachi Mason Mateo Mohammed Nathan Noah Omar Oscar Otis Rafael Reuben Rhys
    Riley Rohan Rory Samuel Sebastian Tariq Theo Tobias Tomasz Yusuf Zac
    """
)
SURNAMES = _words(
    """
    Abara Adeyemi Ainsley Akhtar Alderman Ali Ashby Bakare Barlow Begum Bellwood Birch Boakye
    Bramley Brindle Burrows Calloway Carrick Chandra Chowdhury Clayborn Coombes Cordwell Dacre
    Dale Danso Darwish Denholm Doyle Drabble Eastwood Ekwueme Ellery Fairclough Farooq Fenwick
    Ferreira Fletcher Galloway Garside Ghosh Gillow Goodall Greaves Gul Haddad Hallam Harker
    Hartley Hassan Hewitt Holloway Hussain Ibekwe Iqbal Ivanov Jarrett Jobling Kaminski Kapoor
    Kaur Kelleher Kerrigan Khan Kirkby Kowalczyk Lacey Langdale Larkin Lindley Lowther Mahmood
    Malik Marlow Marsden Mensah Merrick Mistry Moorcroft Murphy Nair Nash Nkosi Norbury Nowak
    Oakes Obi Okafor Oldroyd Oluwole Osei Parkin Patel Pemberton Pereira Petrov Pickering
    Popescu Quayle Rahman Ramsden Redfern Riordan Rowntree Rushton Sadiq Sandhu Sharma Shaw
    Silva Singh Skelton Stannard Stirling Sutcliffe Swales Tate Thackray Tindall Tranter Uddin
    Underhill Usman Varley Wadsworth Walton Warrick Whitlock Winter Wolstenholme Wren Yates
    Yilmaz Zahid Zielinska
    """
)
STREETS = _words(
    """
    Alder Beacon Bridge Cartwright Castle Chapel Cooper Cross Dove Elm Ferry Field Foundry Glebe
    Granary Hawthorn Heron Hill Holly Kiln Larch Lime Linden Lock Market Meadow Mill Moor
    Nursery Orchard Park Priory Quarry Rookery Sawmill School Station Tanner Tower Viaduct
    Weaver Willow
    """
)
KINDS = ("Street", "Road", "Close", "Lane", "Avenue", "Way", "Court", "Drive")

# Localities, each with its towns and where they stand (British grid, metres). The county lies in
# the North Sea, so that no real home has these coordinates, and its postcodes begin with ZD, an
# area Royal Mail has not given out.
LOCALITIES: dict[str, tuple[tuple[str, int, int], ...]] = {
    "Thornmere": (("Thornmere", 572000, 478000), ("Great Wendle", 565000, 484000)),
    "Eastmarch": (("Eastmarch", 588000, 462000), ("Saltholme Quay", 594000, 468000)),
    "Wolderby": (("Wolderby", 568000, 456000), ("Nether Ings", 576000, 450000)),
}
AWAY = (
    ("Farrowdale", 520000, 520000),
    ("Stanmoor", 610000, 520000),
    ("Pendlewick", 540000, 420000),
)
TOWNS = tuple(town for towns in LOCALITIES.values() for town in towns) + AWAY
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def forename(rng: Random, sex: str) -> str:
    """Return a forename."""
    return rng.choice(GIRLS if sex == "F" else BOYS)


def surname(rng: Random) -> str:
    """Return a surname, now and then a double one."""
    name = rng.choice(SURNAMES)
    return f"{name}-{rng.choice(SURNAMES)}" if rng.random() < 0.03 else name


def postcode(rng: Random, town: int) -> str:
    """Return a postcode, without spaces, of the town with that number."""
    return f"ZD{town + 1}{rng.randrange(1, 10)}{rng.choice(LETTERS)}{rng.choice(LETTERS)}"


def grid(code: str) -> tuple[int, int]:
    """Return easting and northing of a postcode made by `postcode`, the same every time.

    Units: metres on the British grid.
    """
    _, east, north = TOWNS[int(code[2:-3]) - 1]
    sector, first, second = int(code[-3]), LETTERS.index(code[-2]), LETTERS.index(code[-1])
    return east + (sector % 3 - 1) * 1500 + first * 60, north + (
        sector // 3 - 1
    ) * 1500 + second * 60
