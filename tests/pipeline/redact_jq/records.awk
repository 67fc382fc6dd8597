# n records of every form, with keys and values of every kind.
function pick(texts,   list, count) {
  count = split(texts, list, "|")
  return list[1 + int(rand() * count)]
}
function value() {
  return pick("\"/usr/bin/x\"|7|-1.5e3|null|true|\"\\u0061\\/\\\"\"|[1, {\"path\":2}]|{\"x\":{}, \"y\":[]}|\"\303\251\"|\"\"|9007199254740991")
}
function row(   text, names, count, i) {
  count = split("\"path\"|\"p\\u0061th2\"|\"pid\"|\"nested\"|\"x\"|\"name\"|\"\\u0070ersonal\"", names, "|")
  for (i = 1; i <= count; ++i) {
    if (rand() < 0.4) continue
    text = text (text == "" ? "" : pick(",| , ")) names[i] pick(":|: ") value()
  }
  return "{" text "}"
}
function rows(   text, count) {
  for (count = int(rand() * 4); count > 0; --count) {
    text = text (text == "" ? "" : ",") row()
  }
  return "[" text "]"
}
BEGIN {
  srand(7)
  for (i = 0; i < n; ++i) {
    form = rand()
    body = form < 0.5 ? "\"columns\":" row() ",\"action\":\"added\"" : \
      form < 0.75 ? "\"snapshot\":" rows() ",\"action\":\"snapshot\"" : \
      "\"diffResults\":{\"added\":" rows() ",\"removed\":" rows() ",\"other\":" value() "}"
    head = "\"name\":\"" pick("a|a|a|b|c|d|\\u0061") "\",\"hostIdentifier\":\"h" i "\",\"unixTime\":" 1795000000 + i
    more = "\"decorations\":" row()
    print "{" (rand() < 0.5 ? head "," more "," body : body "," more "," head) "}"
  }
}
