import type { Bar, Door, Group, Newcomer, Site } from "../bindings";

/** A person of the stand-in building. */
export interface Someone {
  id: number;
  first: string;
  last: string;
  department: string;
  email: string;
  systemId: string;
  bar: Bar | null;
}

const NAMES: [first: string, last: string, department: string, bar?: Bar][] = [
  ["Linh", "Nguyễn", "Northwind"],
  ["Lina", "Ngugi", "Engineering"],
  ["Nguni", "Lindqvist", "Facilities", "disabled"],
  ["John", "Doe", "Acme Ltd"],
  ["Marta", "Świątek", "Contractor"],
  ["Ayo", "Oni", "Interview"],
  ["Piotr", "Biró", "Lift service"],
  ["Elif", "Kaya", "Acme Ltd"],
  ["Tomás", "Rivas", "Audit"],
  ["Zoë", "O’Brien-Łukasz", "Legal"],
  ["李", "小龍", "Research"],
  ["Александра", "Иванова", "Finance"],
  ["Γιώργος", "Παπαδόπουλος", "Facilities"],
  ["محمد", "الأحمد", "Sales"],
  ["さくら", "田中", "Design"],
  ["Søren", "Ångström", "Research"],
  ["Ines", "Duarte", "Contractor"],
  ["Grace", "Hall", "Board"],
  ["Sam", "Ward", "Board", "expired"],
  ["İpek", "Şahin", "Engineering"],
  ["Priya", "Shah", "Legal", "notYet"],
];

const MORE_FIRST = ["Aisha", "Björn", "Chloé", "Dmitri", "Esra", "Fatima", "Giulia", "Hugo", "Ivana", "Jürgen", "Kwame", "Léa"];
const MORE_LAST = ["Almeida", "Brânză", "Čapek", "Dąbrowski", "Eriksen", "Fernández", "Gärtner", "Horváth", "Ito", "Jansen", "Kovač"];

/** As many people as asked for, always the same ones. */
export function people(count: number): Someone[] {
  return Array.from({ length: count }, (_, index) => {
    const known = NAMES[index];
    const [first, last, department, bar] = known ?? [
      MORE_FIRST[index % MORE_FIRST.length] ?? "",
      MORE_LAST[Math.floor(index / MORE_FIRST.length) % MORE_LAST.length] ?? "",
      "Operations",
    ];
    const id = 1001 + index;
    return { id, first, last, department, email: `p${String(id)}@example.org`, systemId: `EMP-${String(id)}`, bar: bar ?? null };
  });
}

export const SITES: Site[] = [
  { id: 1, name: "Northgate House" },
  { id: 2, name: "Riverside" },
];

function door(id: number, name: string, siteId: number, more: Partial<Door> = {}): Door {
  return { id, name, siteId, online: true, lockdown: false, failing: false, ...more };
}

export const DOORS: Door[] = [
  door(11, "2nd Floor", 1),
  door(12, "3rd Floor", 1),
  door(13, "4th Floor", 1),
  door(14, "Front Door", 1),
  door(15, "Lift 2", 1),
  door(16, "Plant Room", 1, { online: false }),
  door(17, "Car Park Barrier", 2),
  door(18, "Riverside Entrance", 2),
  door(19, "Server Room", 2, { lockdown: true }),
  door(20, "Stores", 2, { failing: true }),
];

export const GROUPS: Group[] = [
  { id: 31, name: "Contractors", notes: "Doors of both sites, weekdays" },
  { id: 32, name: "Event guests", notes: "" },
  { id: 33, name: "Visitors", notes: "Front Door and lifts" },
];

/** A visit of the first week: days from the fixed day, person's place in the list, times, doors or group. */
export type Entry = [day: number, person: number, from: string, to: string, where: number[] | { group: number; days: number }];

export const WEEK: Entry[] = [
  [-3, 3, "09:00", "17:00", [14, 15]],
  [-2, 4, "09:00", "10:30", [14, 16]],
  [-2, 5, "09:30", "12:00", [12]],
  [-2, 17, "14:00", "16:00", [14]],
  [-2, 16, "08:00", "18:00", { group: 31, days: 3 }],
  [0, 3, "08:00", "10:15", [14, 15]],
  [0, 4, "09:30", "11:00", [14, 16]],
  [0, 5, "10:00", "12:00", [14, 12]],
  [0, 0, "10:45", "11:30", [14, 12]],
  [0, 6, "11:00", "16:00", [15, 16]],
  [0, 7, "13:00", "14:00", { group: 33, days: 0 }],
  [0, 10, "15:00", "17:00", [14]],
  [1, 13, "09:00", "12:00", [14, 15]],
  [1, 17, "10:00", "11:00", [15]],
  [1, 11, "10:30", "12:30", [14, 13]],
  [3, 15, "00:30", "02:30", [14]],
  [3, 19, "09:00", "17:00", [14, 12]],
  [5, 9, "16:00", "24:00", [14]],
];

/** Somebody whom these people do not hold yet. */
export function someoneNew(people: readonly Someone[], { firstName, lastName, email }: Newcomer): Someone {
  const id = Math.max(0, ...people.map((someone) => someone.id)) + 1;
  return { id, first: firstName.trim(), last: lastName.trim(), email, department: "", systemId: "", bar: null };
}
