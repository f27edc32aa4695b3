//! Names from many languages: as they are written, and as they stand in an e-mail address.

/// A name and its ASCII form.
pub(crate) type Name = (&'static str, &'static str);

/// Given names and family names that go together.
pub(crate) struct Naming {
    pub(crate) given: &'static [Name],
    pub(crate) family: &'static [Name],
}

/// Seven people who are always there, first and in this order.
pub(crate) const WELL_KNOWN: [(Name, Name); 7] = [
    (("Linh", "linh"), ("Nguyễn", "nguyen")),
    (("Marta", "marta"), ("Świątek", "swiatek")),
    (("Piotr", "piotr"), ("Biró", "biro")),
    (("Tomás", "tomas"), ("Rivas", "rivas")),
    (("Elif", "elif"), ("Kaya", "kaya")),
    (("Ayo", "ayo"), ("Oni", "oni")),
    (("Ines", "ines"), ("Duarte", "duarte")),
];

/// Each way of naming, about equally common in the building.
pub(crate) const NAMINGS: &[Naming] = &[
    // English and Scottish, some double-barrelled.
    Naming {
        given: &[
            ("Amelia", "amelia"),
            ("George", "george"),
            ("Harriet", "harriet"),
            ("Callum", "callum"),
            ("Mary-Jane", "mary-jane"),
            ("Zoë", "zoe"),
            ("William", "william"),
            ("Priscilla", "priscilla"),
        ],
        family: &[
            ("Smith", "smith"),
            ("Fox-Pitt", "fox-pitt"),
            ("MacLeod", "macleod"),
            ("Brontë", "bronte"),
            ("Ward", "ward"),
            ("Cholmondeley-Hughes", "cholmondeley-hughes"),
            ("Taylor", "taylor"),
            ("Li", "li"),
        ],
    },
    // Irish.
    Naming {
        given: &[
            ("Aoife", "aoife"),
            ("Seán", "sean"),
            ("Siobhán", "siobhan"),
            ("Pádraig", "padraig"),
            ("Niamh", "niamh"),
            ("Ciarán", "ciaran"),
        ],
        family: &[
            ("O'Connor", "oconnor"),
            ("O’Súilleabháin", "osuilleabhain"),
            ("Ní Bhriain", "nibhriain"),
            ("Mac Giolla Phádraig", "macgiollaphadraig"),
            ("D'Arcy", "darcy"),
            ("Byrne", "byrne"),
        ],
    },
    // Vietnamese.
    Naming {
        given: &[
            ("Hương", "huong"),
            ("Đức", "duc"),
            ("Thảo", "thao"),
            ("Quỳnh", "quynh"),
            ("Minh Anh", "minhanh"),
            ("Dũng", "dung"),
        ],
        family: &[
            ("Nguyễn", "nguyen"),
            ("Trần", "tran"),
            ("Phạm", "pham"),
            ("Đặng", "dang"),
            ("Võ", "vo"),
            ("Bùi", "bui"),
        ],
    },
    // Polish.
    Naming {
        given: &[
            ("Łukasz", "lukasz"),
            ("Małgorzata", "malgorzata"),
            ("Zbigniew", "zbigniew"),
            ("Żaneta", "zaneta"),
            ("Grzegorz", "grzegorz"),
            ("Agnieszka", "agnieszka"),
        ],
        family: &[
            ("Wójcik", "wojcik"),
            ("Dąbrowska", "dabrowska"),
            ("Źrebiec", "zrebiec"),
            ("Kowalczyk", "kowalczyk"),
            ("Szczęsny", "szczesny"),
            ("Lewandowska", "lewandowska"),
        ],
    },
    // Czech, Slovak and Hungarian.
    Naming {
        given: &[
            ("Jiří", "jiri"),
            ("Božena", "bozena"),
            ("Ľubomír", "lubomir"),
            ("Kateřina", "katerina"),
            ("György", "gyorgy"),
            ("Zsófia", "zsofia"),
        ],
        family: &[
            ("Dvořák", "dvorak"),
            ("Svobodová", "svobodova"),
            ("Šťastný", "stastny"),
            ("Kőszegi", "koszegi"),
            ("Nagy", "nagy"),
            ("Černý", "cerny"),
        ],
    },
    // Turkish.
    Naming {
        given: &[
            ("İbrahim", "ibrahim"),
            ("Gülşen", "gulsen"),
            ("Çağla", "cagla"),
            ("Işıl", "isil"),
            ("Mehmet", "mehmet"),
            ("Ömer", "omer"),
        ],
        family: &[
            ("Yıldırım", "yildirim"),
            ("Şahin", "sahin"),
            ("Öztürk", "ozturk"),
            ("Güneş", "gunes"),
            ("Kılıç", "kilic"),
            ("Aydın", "aydin"),
        ],
    },
    // Arabic, in Latin letters.
    Naming {
        given: &[
            ("Fatima", "fatima"),
            ("Mohammed", "mohammed"),
            ("Layla", "layla"),
            ("Abd al-Rahman", "abdalrahman"),
            ("Nūr", "nur"),
            ("Yūsuf", "yusuf"),
        ],
        family: &[
            ("al-Khalīl", "alkhalil"),
            ("El Amrani", "elamrani"),
            ("Haddad", "haddad"),
            ("bin Saeed", "binsaeed"),
            ("Mansour", "mansour"),
            ("Abu-Zayd", "abuzayd"),
        ],
    },
    // Arabic, Persian and Hebrew in their own letters.
    Naming {
        given: &[
            ("ليلى", "layla"),
            ("محمد", "muhammad"),
            ("فاطمة", "fatima"),
            ("یاسمین", "yasmin"),
            ("נועה", "noa"),
            ("يوسف", "yusuf"),
        ],
        family: &[
            ("الحسن", "alhasan"),
            ("منصور", "mansur"),
            ("حداد", "haddad"),
            ("رضایی", "rezaei"),
            ("כהן", "cohen"),
            ("النجار", "alnajjar"),
        ],
    },
    // Japanese.
    Naming {
        given: &[
            ("健太", "kenta"),
            ("さくら", "sakura"),
            ("陽菜", "hina"),
            ("ケン", "ken"),
            ("Yūko", "yuko"),
            ("大輔", "daisuke"),
        ],
        family: &[
            ("田中", "tanaka"),
            ("佐藤", "sato"),
            ("Ōno", "ono"),
            ("渡辺", "watanabe"),
            ("高橋", "takahashi"),
            ("小林", "kobayashi"),
        ],
    },
    // Chinese and Korean.
    Naming {
        given: &[
            ("伟", "wei"),
            ("秀英", "xiuying"),
            ("Xiǎomíng", "xiaoming"),
            ("Jia-Hui", "jia-hui"),
            ("서연", "seoyeon"),
            ("민준", "minjun"),
        ],
        family: &[
            ("王", "wang"),
            ("李", "li"),
            ("欧阳", "ouyang"),
            ("Lǚ", "lu"),
            ("김", "kim"),
            ("박", "park"),
        ],
    },
    // Icelandic and Faroese.
    Naming {
        given: &[
            ("Guðrún", "gudrun"),
            ("Þór", "thor"),
            ("Æsa", "aesa"),
            ("Björk", "bjork"),
            ("Sigurður", "sigurdur"),
            ("Ásta", "asta"),
        ],
        family: &[
            ("Jónsdóttir", "jonsdottir"),
            ("Þorsteinsson", "thorsteinsson"),
            ("Guðmundsson", "gudmundsson"),
            ("Ævarsdóttir", "aevarsdottir"),
            ("Í Haraldsstovu", "iharaldsstovu"),
            ("Björnsson", "bjornsson"),
        ],
    },
    // Danish, Norwegian and Swedish.
    Naming {
        given: &[
            ("Søren", "soren"),
            ("Åse", "aase"),
            ("Bjørn", "bjorn"),
            ("Kærlighed", "kaerlighed"),
            ("Göran", "goran"),
            ("Maj-Britt", "maj-britt"),
        ],
        family: &[
            ("Sørensen", "sorensen"),
            ("Østergaard", "ostergaard"),
            ("Ångström", "angstrom"),
            ("Kjær", "kjaer"),
            ("Brännström", "brannstrom"),
            ("Aagaard", "aagaard"),
        ],
    },
    // German and Swiss.
    Naming {
        given: &[
            ("Jürgen", "juergen"),
            ("Käthe", "kaethe"),
            ("Hans-Jörg", "hans-joerg"),
            ("Mia", "mia"),
            ("Björn", "bjoern"),
            ("Sören", "soeren"),
        ],
        family: &[
            ("Groß", "gross"),
            ("Weiß", "weiss"),
            ("Müller-Lüdenscheidt", "mueller-luedenscheidt"),
            ("von der Höhe", "vonderhoehe"),
            ("Strauß", "strauss"),
            ("Zürcher", "zuercher"),
        ],
    },
    // Greek.
    Naming {
        given: &[
            ("Ελένη", "eleni"),
            ("Γιώργος", "giorgos"),
            ("Νίκος", "nikos"),
            ("Aglaía", "aglaia"),
            ("Χρήστος", "christos"),
            ("Μαρία", "maria"),
        ],
        family: &[
            ("Παπαδόπουλος", "papadopoulos"),
            ("Νικολάου", "nikolaou"),
            ("Γεωργίου", "georgiou"),
            ("Papaïoánnou", "papaioannou"),
            ("Βλάχος", "vlachos"),
            ("Αγγελής", "angelis"),
        ],
    },
    // Russian, Ukrainian, Bulgarian and Serbian.
    Naming {
        given: &[
            ("Михаил", "mikhail"),
            ("Наталья", "natalya"),
            ("Олексій", "oleksii"),
            ("Ђорђе", "djordje"),
            ("Їжак", "yizhak"),
            ("Алёна", "alyona"),
        ],
        family: &[
            ("Щербаков", "shcherbakov"),
            ("Соловьёва", "solovyova"),
            ("Шевченко", "shevchenko"),
            ("Петровић", "petrovic"),
            ("Димитрова", "dimitrova"),
            ("Гончаренко", "honcharenko"),
        ],
    },
    // Croatian, Slovenian, Romanian, Lithuanian and Latvian.
    Naming {
        given: &[
            ("Živa", "ziva"),
            ("Đurđa", "durda"),
            ("Ștefan", "stefan"),
            ("Ņina", "nina"),
            ("Čedomir", "cedomir"),
            ("Ūla", "ula"),
        ],
        family: &[
            ("Kovačević", "kovacevic"),
            ("Țepeș", "tepes"),
            ("Žukauskaitė", "zukauskaite"),
            ("Bērziņš", "berzins"),
            ("Šimonović", "simonovic"),
            ("Ionescu", "ionescu"),
        ],
    },
    // Spanish, Portuguese and Catalan.
    Naming {
        given: &[
            ("José María", "josemaria"),
            ("Begoña", "begona"),
            ("João", "joao"),
            ("Conceição", "conceicao"),
            ("Núria", "nuria"),
            ("Íñigo", "inigo"),
        ],
        family: &[
            ("García Márquez", "garciamarquez"),
            ("Ibáñez", "ibanez"),
            ("dos Santos Gonçalves", "dossantosgoncalves"),
            ("Puigdemont i Casamajó", "puigdemont"),
            ("Peña", "pena"),
            ("Magalhães", "magalhaes"),
        ],
    },
    // French and Dutch.
    Naming {
        given: &[
            ("François", "francois"),
            ("Hélène", "helene"),
            ("Jean-Noël", "jean-noel"),
            ("Anaïs", "anais"),
            ("Femke", "femke"),
            ("Daniël", "daniel"),
        ],
        family: &[
            ("Lefèvre", "lefevre"),
            ("de La Fontaine", "delafontaine"),
            ("Œuvrard", "oeuvrard"),
            ("van 't Hof", "vanthof"),
            ("d’Aboville", "daboville"),
            ("de Vries", "devries"),
        ],
    },
    // Yoruba, Igbo, Akan and Amharic.
    Naming {
        given: &[
            ("Adéọlá", "adeola"),
            ("Chukwuemeka", "chukwuemeka"),
            ("Kwabena", "kwabena"),
            ("Ngọzi", "ngozi"),
            ("ሰላም", "selam"),
            ("Olúwaṣeun", "oluwaseun"),
        ],
        family: &[
            ("Adébáyọ̀", "adebayo"),
            ("Okonkwo", "okonkwo"),
            ("Mensah", "mensah"),
            ("Ẹlẹ́gbẹ́dé", "elegbede"),
            ("ተስፋዬ", "tesfaye"),
            ("Diallo", "diallo"),
        ],
    },
    // Hindi, Tamil, Bengali and Thai, and people with one name or one letter.
    Naming {
        given: &[
            ("Priya", "priya"),
            ("अर्जुन", "arjun"),
            ("Lakshmi", "lakshmi"),
            ("সুমন", "suman"),
            ("สมชาย", "somchai"),
            ("J.", "j"),
        ],
        family: &[
            ("Sharma", "sharma"),
            ("शर्मा", "sharma"),
            ("Venkataraghavan", "venkataraghavan"),
            ("দত্ত", "dutta"),
            ("ใจดี", "jaidee"),
            ("E", "e"),
        ],
    },
];
