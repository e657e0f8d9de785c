import { table } from "./table.js";

const plan = "Tue_18:00 plan 08:00";
const heard = "06:00 beats until 22:00";
const silent = "unconfirmed device-silent";
const cloud = "unconfirmed component:vendor-cloud";
/** Fell silent at 06:00, long before the deadline at 09:15. */
const fellSilent = [plan, "05:00 beats until 06:00"];

table("contact at the deadline", [
  {
    says: "heard of to the end and nothing broken: missed",
    given: [plan, heard],
    ends: { "08:00": "missed user" },
  },
  {
    says: "never heard of: nobody can know",
    given: [plan],
    ends: { "08:00": silent },
  },
  {
    says: "one and a half heartbeats before the deadline is contact",
    given: [plan, "06:07:30 beats until 08:52:30"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "a thousandth of a second earlier is none",
    given: [plan, "06:07:29.999 beats until 08:52:29.999"],
    ends: { "08:00": silent },
  },
  {
    says: "a sign of life that was buffered is no contact",
    given: [plan, "06:00 beats until 08:45", "09:10 beat | replayed"],
    ends: { "08:00": silent },
  },
  {
    says: "a test of the chain is no contact",
    given: [plan, "06:00 beats until 08:45", "09:10 beat | test"],
    ends: { "08:00": silent },
  },
  {
    says: "what systems publish on the device's topic is no contact",
    given: [plan, "06:00 beats until 08:45", "09:10 plan P-2 23:00 from=Fri to=Fri", "09:10 assigned"],
    ends: { "08:00": silent },
  },
  {
    says: "a message that could not be used is no contact",
    given: [plan, "06:00 beats until 08:45", "09:10 garbled beat"],
    ends: { "08:00": silent },
  },
  {
    says: "a message of a kind we do not know is contact",
    given: [plan, "06:00 beats until 08:45", "09:10 novel"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "contact that is heard of later decides the same",
    given: [plan, "06:00 beats until 08:45", "09:10 beat | received 10:00"],
    ends: { "08:00": "missed user, first unconfirmed, revised 1, decided 10:00" },
  },
]);

table("what breaks the line", [
  {
    says: "45 minutes of silence are usual",
    given: [plan, "06:00 beats until 07:15", "08:00 beats until 10:00"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "longer silence is a break",
    given: [plan, "06:00 beats until 07:15", "08:00:00.001 beats until 10:00"],
    ends: { "08:00": silent },
  },
  {
    says: "silence that ends as the window opens does not matter",
    given: [plan, "06:00 beat", "07:00 beats until 10:00"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "silence that reaches into the window does",
    given: [plan, "06:00 beat", "07:00:00.001 beats until 10:00"],
    ends: { "08:00": silent },
  },
  {
    says: "silence is measured by the device's clock, not by when we heard",
    given: [
      plan,
      "06:00 beats until 07:00",
      "07:15 beat | received 08:30",
      "07:30 beat | received 08:30",
      "08:00 beat | received 08:30",
      "08:30 beats until 10:00",
    ],
    ends: { "08:00": "missed user" },
  },
  {
    says: "the broker said offline, and nothing answered",
    given: [plan, "06:00 beats until 09:10", "09:11 offline"],
    ends: { "08:00": silent },
  },
  {
    says: "an answer within 120 seconds was a reconnection",
    given: [plan, heard, "08:31 offline", "08:33 online"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "an answer after that is not",
    given: [plan, heard, "08:31 offline", "08:33:00.001 online"],
    ends: { "08:00": silent },
  },
  {
    says: "any sign of life is an answer",
    given: [plan, heard, "08:44 offline"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "the supplier declared an outage, and it overlaps the time of the dose",
    given: [plan, heard, "08:30 cloud down", "08:40 cloud up"],
    ends: { "08:00": cloud },
  },
  {
    says: "an outage counts by the time of those who declared it, however late we hear of it",
    given: [plan, heard, "08:30 cloud down | received 12:00", "08:40 cloud up | received 12:00:01"],
    ends: { "08:00": `${cloud}, first missed, revised 1, decided 12:00` },
  },
  {
    says: "an outage that was declared over at the instant it began counts where it lies",
    given: [plan, heard, "08:30 cloud down", "08:30 cloud up"],
    ends: { "08:00": cloud },
  },
  {
    says: "and not outside the window",
    given: [plan, heard, "06:59 cloud down", "06:59 cloud up", "09:16 cloud down", "09:16 cloud up"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "an outage that was over before the window does not matter",
    given: [plan, heard, "06:30 cloud down", "07:00 cloud up"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "three failed probes in a row are an outage",
    given: [plan, heard, "08:30 cloud failed", "08:31 cloud failed", "08:32 cloud failed", "08:33 cloud ok"],
    ends: { "08:00": cloud },
  },
  {
    says: "two failed probes are none",
    given: [plan, heard, "08:30 cloud failed", "08:31 cloud failed", "08:32 cloud ok", "08:33 cloud failed"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "an outage by probes begins with the first failure: here inside the window, the third after it",
    given: [plan, heard, "09:14 cloud failed", "09:20 cloud failed", "09:25 cloud failed", "09:30 cloud ok"],
    ends: { "08:00": `${cloud}, first missed` },
  },
  {
    says: "the mobile network of the device's own district",
    given: [plan, heard, "08:30 network down", "08:40 network up"],
    ends: { "08:00": "unconfirmed component:mobile-network@grorud" },
  },
  {
    says: "the network of another district does not matter",
    given: [plan.concat(" | in alna"), "06:00 beats until 22:00 | in alna", "08:30 network down", "08:40 network up"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "a message about a dose that could not be used may have been this dispense",
    given: [plan, heard, "08:05 garbled dispensed"],
    ends: { "08:00": silent },
  },
  {
    says: "Velvakt itself was away",
    given: [plan, heard, "08:31 velvakt since=08:29", "08:32 velvakt back"],
    ends: { "08:00": "unconfirmed monitoring-gap" },
  },
  {
    says: "Velvakt was back before the window",
    given: [plan, heard, "06:31 velvakt since=06:29", "06:32 velvakt back"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "inside its own absence Velvakt calls nothing missed, and says so when the deadline passes",
    given: [plan, "06:00 beats until 08:15", "11:00 velvakt since=08:29", "11:02 velvakt back"],
    ends: { "08:00": "unconfirmed monitoring-gap, decided 09:15" },
  },
]);

table("what proves silence afterwards", [
  {
    says: "the device says later that it holds nothing back: missed, once the line has been whole for 15 minutes",
    given: [...fellSilent, "10:00 beat buffer=0"],
    ends: { "08:00": "missed user, first unconfirmed, revised 1, decided 10:15" },
    alerts: ["dose-unconfirmed at 09:15 until 10:15", "dose-missed at 10:15"],
  },
  {
    says: "not a thousandth of a second before",
    given: [...fellSilent, "10:00 beat buffer=0"],
    until: "10:14:59.999",
    ends: { "08:00": silent },
  },
  {
    says: "said at the very deadline it is enough",
    given: [...fellSilent, "09:15 beat buffer=0"],
    ends: { "08:00": "missed user, decided 09:30" },
  },
  {
    says: "said before the deadline it proves nothing",
    given: [...fellSilent, "09:14:59.999 beat buffer=0"],
    ends: { "08:00": silent },
  },
  {
    says: "a device that still holds something back proves nothing",
    given: [...fellSilent, "10:00 beat buffer=3"],
    ends: { "08:00": silent },
  },
  {
    says: "numbering without a hole across the whole window proves it too",
    given: [plan, "07:00 beat | no 7", "09:15 beat | no 8"],
    ends: { "08:00": "missed user, decided 09:30" },
  },
  {
    says: "numbering that begins inside the window does not",
    given: [plan, "07:00:00.001 beat | no 7", "09:15 beat | no 8"],
    ends: { "08:00": silent },
  },
  {
    says: "nor one that ends before the deadline",
    given: [plan, "07:00 beat | no 7", "09:14:59.999 beat | no 8"],
    ends: { "08:00": silent },
  },
  {
    says: "nor one with a hole",
    given: [plan, "07:00 beat | no 7", "09:15 beat | no 9"],
    ends: { "08:00": silent },
  },
  {
    says: "nor one in which a number was given twice: the counter began anew",
    given: [plan, "07:00 beat | no 7", "08:00 beat | no 8", "08:30 beat | no 8", "09:15 beat | no 9"],
    ends: { "08:00": silent },
  },
  {
    says: "a hole that is filled later is none",
    given: [plan, "07:00 beat | no 7", "09:15 beat | no 9", "08:00 beat | no 8, replayed, received 11:00"],
    ends: { "08:00": "missed user, decided 11:00" },
  },
  {
    says: "while a component on the way is down nothing settles",
    given: [...fellSilent, "09:50 cloud down", "10:00 beat buffer=0", "10:30 cloud up"],
    ends: { "08:00": "missed user, decided 10:45" },
  },
  {
    says: "a new break within the 15 minutes starts them anew",
    given: [...fellSilent, "10:00 beat buffer=0", "10:14:59.999 cloud down", "10:20 cloud up"],
    ends: { "08:00": "missed user, decided 10:35" },
  },
  {
    says: "a break after them changes nothing",
    given: [...fellSilent, "10:00 beat buffer=0", "10:15 cloud down", "10:20 cloud up"],
    ends: { "08:00": "missed user, decided 10:15" },
  },
  {
    says: "evidence that comes later decides the same, in any order",
    given: [...fellSilent, "10:00 beat", "09:30 beat buffer=0 | received 11:00"],
    ends: { "08:00": "missed user, decided 11:00" },
  },
  {
    says: "a dispense that comes out of the buffer meanwhile is the truth",
    given: [...fellSilent, "10:00 beat buffer=0", "08:05 dispensed 08:00 | received 10:05, replayed"],
    ends: { "08:00": "on-time, at 08:05, first unconfirmed, revised 1, decided 10:05" },
    alerts: ["dose-unconfirmed at 09:15 until 10:05", "no dose-missed"],
  },
  {
    says: "knowledge of a break that comes late turns missed into unconfirmed",
    given: [plan, heard, "08:00 cloud down | received 12:00", "08:30 cloud up | received 12:00"],
    ends: { "08:00": `${cloud}, first missed, revised 1` },
    alerts: ["dose-missed at 09:15 until 12:00"],
  },
  {
    says: "without evidence the dose stays unknown and somebody is asked after an hour",
    given: fellSilent,
    until: "10:15",
    ends: { "08:00": silent },
    alerts: ["dose-unconfirmed told at 09:15"],
  },
  {
    says: "not earlier than that: the way back gets its time",
    given: fellSilent,
    until: "10:14:59.999",
    alerts: ["dose-unconfirmed untold at 09:15"],
  },
  {
    says: "a time-critical dose is told at once",
    given: ["Tue_18:00 plan 08:00!", "05:00 beats until 06:00"],
    until: "08:30",
    alerts: ["dose-unconfirmed critical told at 08:30"],
  },
  {
    says: "unknown doses are told after an hour also while an incident explains them",
    given: [plan, heard, "08:30 cloud down"],
    until: "10:15",
    ends: { "08:00": cloud },
    alerts: ["dose-unconfirmed told at 09:15"],
  },
  {
    says: "a declared outage whose devices are heard as usual for half an hour counts as over",
    given: ["Tue_18:00 plan 14:00", heard, "08:00 cloud down"],
    ends: { "14:00": "missed user" },
  },
]);
