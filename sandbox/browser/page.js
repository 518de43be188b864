// The face of the sandbox: a thin client of its control side. Nothing here is loaded from elsewhere.
"use strict";

const $ = (id) => document.getElementById(id);
const people = new Map(); // chat id -> {id, name, note, standing, group}
const panes = new Map(); // chat id -> pane
const unread = new Map();
let bot = { username: "" };

async function call(method, path, body, headers = {}) {
  const options = { method, headers };
  if (body !== undefined) {
    options.body = body instanceof Blob ? body : JSON.stringify(body);
    if (!(body instanceof Blob)) options.headers = { ...headers, "Content-Type": "application/json" };
  }
  const response = await fetch(path, options);
  const text = await response.text();
  let found = {};
  try { found = text ? JSON.parse(text) : {}; } catch { found = { refused: text }; }
  if (!response.ok) throw new Error(found.refused || `HTTP ${response.status}`);
  return found;
}

const deed = (person, name, given = {}) => call("POST", `/control/people/${person}/${name}`, given);

function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// The messenger's HTML is rebuilt node by node: what is not on this list becomes plain text.
const TAGS = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "A", "TG-SPOILER"]);
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"' };
function formatted(html) {
  if (!html.includes("<")) { // most messages of a long chat: nothing to rebuild
    const plain = document.createDocumentFragment();
    plain.append(...linked(document.createTextNode(html.replace(/&(lt|gt|amp|quot);/g, (name) => ENTITIES[name]))));
    return plain;
  }
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  const copy = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    const made = TAGS.has(node.nodeName) ? document.createElement(node.nodeName) : document.createDocumentFragment();
    if (node.nodeName === "A") {
      const url = node.getAttribute("href") || "";
      if (/^https?:/.test(url)) link(made, url);
    }
    for (const child of node.childNodes) made.append(copy(child));
    return made;
  };
  const made = document.createDocumentFragment();
  for (const child of parsed.childNodes) made.append(...linked(copy(child)));
  return made;
}

// Addresses that stand in plain text can be followed, as in any messenger.
function linked(node) {
  if (node.nodeType !== Node.TEXT_NODE || !node.data.includes("://")) return [node];
  return node.data.split(/(https?:\/\/[\w./?=&%#:~-]+)/).map((part, index) => {
    if (index % 2 === 0) return document.createTextNode(part);
    const made = element("a", "", part);
    link(made, part);
    return made;
  });
}

function link(anchor, url) {
  anchor.href = url;
  anchor.rel = "noreferrer noopener";
  anchor.target = "_blank";
  anchor.addEventListener("click", (event) => {
    if (startPayload(url) === null) return;
    event.preventDefault();
    follow(url, Number(anchor.closest(".pane")?.dataset.chat || 0));
  });
}

function startPayload(url) {
  const found = new URL(url, location.href);
  if (found.hostname !== "t.me" || found.pathname.slice(1) !== bot.username) return null;
  return found.searchParams.get("start") ?? "";
}

function offerPeople(choice, chosen) {
  choice.replaceChildren(...[...people.values()].filter((one) => !one.group).map((one) => {
    const option = element("option", "", one.name + (one.note ? `（${one.note}）` : ""));
    option.value = one.id;
    option.selected = one.id === chosen;
    return option;
  }));
}

function gather(chosen, payload) { // a group, with the bot in it; the payload of a link is said there
  const dialog = $("gather");
  const choice = dialog.querySelector("select");
  offerPeople(choice, chosen);
  dialog.onclose = () => {
    if (dialog.returnValue !== "make") return;
    const by = Number(choice.value);
    const id = -1 - [...people.keys()].filter((one) => one < 0).length - Date.now() % 1e9;
    attempt(async () => {
      await call("POST", "/control/groups", { id, title: dialog.querySelector("input").value, by });
      await loadPeople();
      open(id, true);
      panes.get(id).as.value = by;
      if (payload) await deed(by, "send", { chat_id: id, text: `/start@${bot.username} ${payload}` });
    });
  };
  dialog.returnValue = "";
  dialog.showModal();
}

function follow(url, chat) {
  const payload = new URL(url, location.href).searchParams.get("startgroup");
  if (payload !== null) return gather(chat, payload);
  const dialog = $("follow");
  const choice = dialog.querySelector("select");
  offerPeople(choice, chat);
  dialog.onclose = () => {
    if (dialog.returnValue !== "open") return;
    const person = Number(choice.value);
    open(person, true);
    attempt(() => deed(person, "start", { payload: startPayload(url) }));
  };
  dialog.returnValue = "";
  dialog.showModal();
}

function when(seconds) {
  return new Date(seconds * 1000).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
}

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function drawMessage(message) {
  const mine = message.sender !== 0;
  const made = element("article", "message" + (mine ? " mine" : "") + (message.deleted ? " gone" : ""));
  made.dataset.id = message.id;
  const bubble = element("div", "bubble");
  if (message.chat_id < 0 && mine) bubble.append(element("span", "who", people.get(message.sender)?.name || ""));
  const file = message.file;
  if (file) {
    const url = `/control/files/${encodeURIComponent(file.file_id)}`;
    if (file.kind === "photo") {
      const image = element("img");
      image.src = url;
      image.alt = "图片";
      image.width = file.width;
      image.height = file.height;
      image.tabIndex = 0;
      const enlarge = () => { $("picture").querySelector("img").src = url; $("picture").showModal(); };
      image.onclick = enlarge;
      image.onkeydown = (event) => { if (event.key === "Enter") enlarge(); };
      bubble.append(image);
    } else {
      const anchor = element("a", "file", `📄 ${file.name}（${size(file.size)}）`);
      anchor.href = url;
      anchor.download = file.name;
      bubble.append(anchor, element("br"));
    }
  }
  if (message.contact) bubble.append(`☏ ${message.contact.first_name} ${message.contact.phone_number}`);
  bubble.append(formatted(message.html));
  bubble.append(element("div", "meta", (message.edits ? "已编辑　" : "") + when(message.edit_date || message.date)));
  made.append(bubble);
  if (message.buttons.length && !message.deleted) made.append(drawRows(message));
  return made;
}

function drawRows(message) {
  const rows = element("div", "rows");
  for (const row of message.buttons) {
    const line = element("div");
    for (const one of row) {
      const button = element("button", "", one.label + (one.url ? " ↗" : ""));
      button.onclick = () => press(message, one, button);
      line.append(button);
    }
    rows.append(line);
  }
  return rows;
}

async function press(message, one, button) {
  const pane = panes.get(message.chat_id);
  if (one.url) {
    if (startPayload(one.url) !== null) follow(one.url, pane.speaker());
    else window.open(one.url, "_blank", "noopener,noreferrer");
    return;
  }
  button.classList.add("busy");
  await attempt(async () => {
    const given = { chat_id: message.chat_id, message_id: message.id, button: one.data };
    const { answer } = await deed(pane.speaker(), "tap", given);
    if (answer === null) pane.toast("机器人没有应答。");
    else if (answer.alert) say(answer.text);
    else if (answer.text) pane.toast(answer.text);
  }, pane);
  button.classList.remove("busy");
}

function say(text) {
  $("alert").querySelector("p").textContent = text;
  $("alert").showModal();
}

const REFUSED = [
  [/blocked the bot must unblock/, "此人已停用机器人。先点“恢复使用”。"],
  [/deactivated/, "这个账号已注销。"],
  [/nothing to send/, "没有要发送的内容。"],
  [/no button|no message/, "这个按钮已经不在了。"],
  [/Failed to fetch|NetworkError|Load failed/, "试用程序已停止。请在终端重新运行。"],
];
async function attempt(act, pane) {
  try { return await act(); } catch (error) {
    const known = REFUSED.find(([pattern]) => pattern.test(error.message));
    const text = known ? known[1] : `没有办成：${error.message}`;
    if (pane) pane.toast(text); else say(text);
  }
}

class Pane {
  constructor(chat) {
    this.chat = chat;
    this.messages = new Map();
    this.root = $("pane").content.firstElementChild.cloneNode(true);
    this.root.dataset.chat = chat.id;
    const find = (name) => this.root.querySelector(name);
    this.log = find(".chat");
    find("h2").textContent = chat.name + (chat.note ? `（${chat.note}）` : "");
    find(".close").onclick = find(".back").onclick = () => close(chat.id);
    find(".menu").onclick = () => this.menu();
    find(".contact").onclick = () => this.contact();
    this.as = find(".as");
    if (chat.group) {
      this.as.hidden = false;
      for (const one of people.values()) {
        if (!one.group) this.as.append(new Option(one.name, one.id));
      }
      for (const name of [".menu", ".contact", ".block"]) find(name).hidden = true;
    }
    this.blocking = find(".block");
    this.blocking.onclick = () => this.block();
    this.standing();
    const text = find("textarea");
    const form = find("form");
    form.onsubmit = (event) => { event.preventDefault(); this.send(text); };
    text.onkeydown = (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(text); }
    };
    const attach = find(".attach input");
    find(".attach").onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") attach.click(); };
    attach.onchange = () => { for (const file of attach.files) this.upload(file); attach.value = ""; };
    this.log.ondragover = (event) => event.preventDefault();
    this.log.ondrop = (event) => { event.preventDefault(); for (const file of event.dataTransfer.files) this.upload(file); };
    // A picture takes its place only once it is there: whoever was at the end stays there.
    this.log.addEventListener("load", () => { if (this.atEnd) this.bottom(); }, true);
    this.log.onscroll = () => { this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80; };
    this.atEnd = true;
    this.log.onkeydown = (event) => {
      if (event.key === "Escape") close(chat.id);
    };
  }

  speaker() { return this.chat.group ? Number(this.as.value) : this.chat.id; }

  async load() {
    const { messages } = await call("GET", `/control/chats/${this.chat.id}`);
    messages.sort((a, b) => a.id - b.id);
    const fragment = document.createDocumentFragment();
    for (const message of messages) {
      if (this.messages.has(message.id)) continue;
      const made = drawMessage(message);
      this.messages.set(message.id, made);
      fragment.append(made);
    }
    this.log.append(fragment);
    this.keyboard(messages.filter((message) => message.sender === 0).at(-1));
    this.bottom();
  }

  show(message) {
    const made = drawMessage(message);
    const old = this.messages.get(message.id);
    this.messages.set(message.id, made);
    if (old) {
      const focused = old.contains(document.activeElement)
        ? [...old.querySelectorAll("button")].indexOf(document.activeElement) : -1;
      old.replaceWith(made);
      if (focused >= 0) made.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
    } else this.log.append(made);
    if (message.sender === 0) this.keyboard(message);
    if (this.atEnd || message.sender === this.chat.id) this.bottom();
  }

  bottom() { // twice: what comes into sight is only measured then
    const down = () => { this.log.scrollTop = this.log.scrollHeight; this.atEnd = true; };
    down();
    requestAnimationFrame(() => { down(); requestAnimationFrame(down); });
  }

  keyboard(message) {
    const keys = this.root.querySelector(".keys");
    const rows = message?.keyboard || [];
    keys.hidden = !rows.length;
    keys.replaceChildren(...rows.map((row) => {
      const line = element("div");
      for (const label of row) {
        const key = element("button", "", label);
        key.onclick = () => (/手机号|联系方式/.test(label) ? this.contact()
          : attempt(() => deed(this.speaker(), "send", { chat_id: this.chat.id, text: label }), this));
        line.append(key);
      }
      return line;
    }));
  }

  async send(field) {
    const text = field.value;
    if (!text.trim()) return;
    field.value = "";
    const sent = await attempt(() => deed(this.speaker(), "send", { chat_id: this.chat.id, text }), this);
    if (!sent) field.value = text;
    field.focus();
  }

  upload(file) {
    const path = `/control/people/${this.speaker()}/upload?chat_id=${this.chat.id}&name=${encodeURIComponent(file.name)}`;
    return attempt(() => call("POST", path, file), this);
  }

  async menu() {
    const list = this.root.querySelector(".commands");
    if (!list.hidden) { list.hidden = true; return; }
    const found = await attempt(() => deed(this.chat.id, "menu"), this);
    const commands = [...(found?.commands || [])];
    if (!commands.some((one) => one.command === "start")) commands.push({ command: "start", description: "开始" });
    list.replaceChildren(...commands.map((one) => {
      const item = element("li");
      const button = element("button");
      button.append(element("b", "", `/${one.command}`), ` ${one.description}`);
      button.onclick = () => {
        list.hidden = true;
        attempt(() => deed(this.chat.id, "send", { text: `/${one.command}` }), this);
      };
      item.append(button);
      return item;
    }));
    list.hidden = false;
    list.querySelector("button").focus();
    list.onkeydown = (event) => {
      const buttons = [...list.querySelectorAll("button")];
      const at = buttons.indexOf(document.activeElement);
      if (event.key === "ArrowDown") buttons[(at + 1) % buttons.length].focus();
      else if (event.key === "ArrowUp") buttons.at(at - 1).focus();
      else if (event.key === "Escape") { list.hidden = true; this.root.querySelector("textarea").focus(); } else return;
      event.preventDefault();
    };
  }

  contact() {
    const phone = prompt("分享本人的手机号：", "13800000000");
    if (phone) attempt(() => deed(this.chat.id, "contact", { phone }), this);
  }

  standing() {
    const { standing } = this.chat;
    this.blocking.hidden = this.chat.group || !["started", "blocked"].includes(standing);
    this.blocking.textContent = standing === "blocked" ? "恢复使用" : "停用机器人";
  }

  async block() {
    const name = this.chat.standing === "blocked" ? "unblock" : "block";
    const done = await attempt(() => deed(this.chat.id, name), this);
    if (done) this.chat.standing = name === "block" ? "blocked" : "started";
    this.standing();
  }

  toast(text) {
    const toast = this.root.querySelector(".toast");
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => { toast.hidden = true; }, 3500);
  }
}

function open(id, beside = false) {
  const chat = people.get(id);
  if (!chat) return;
  unread.delete(id);
  if (!beside) for (const other of [...panes.keys()]) if (other !== id) close(other);
  if (!panes.has(id)) {
    if (panes.size >= 2) close([...panes.keys()][0]);
    const pane = new Pane(chat);
    panes.set(id, pane);
    $("empty").hidden = true;
    $("panes").append(pane.root);
    attempt(() => pane.load(), pane);
  }
  document.body.classList.add("open");
  history.replaceState(null, "", `#${[...panes.keys()].join("+")}`);
  mark();
  panes.get(id).root.querySelector("textarea").focus();
}

function close(id) {
  panes.get(id)?.root.remove();
  panes.delete(id);
  if (!panes.size) {
    document.body.classList.remove("open");
    $("empty").hidden = false;
  }
  mark();
}

const items = new Map();
function listed(chat) {
  const item = element("li");
  item.tabIndex = 0;
  item.role = "option";
  const name = element("div", "", chat.name);
  name.append(element("small", "", chat.note || (chat.group ? "群" : chat.standing === "new" ? "未开始" : "")));
  item.append(name);
  item.onclick = (event) => open(chat.id, event.ctrlKey || event.metaKey);
  item.onkeydown = (event) => {
    if (event.key === "Enter") open(chat.id, event.ctrlKey || event.metaKey);
    else if (event.key === "ArrowDown") item.nextElementSibling?.focus();
    else if (event.key === "ArrowUp") item.previousElementSibling?.focus();
    else return;
    event.preventDefault();
  };
  return item;
}

function mark() {
  for (const [id, item] of items) {
    item.ariaSelected = String(panes.has(id));
    const count = unread.get(id) || 0;
    let badge = item.querySelector(".new");
    if (!count) badge?.remove();
    else {
      if (!badge) item.append(badge = element("span", "new"));
      badge.textContent = count > 99 ? "99+" : count;
    }
  }
}

let drawing = 0;
function markSoon() { // a push to hundreds draws the list once a frame, not once a message
  drawing ||= requestAnimationFrame(() => { drawing = 0; mark(); });
}

function filter() {
  const wanted = $("filter").value.trim();
  for (const [id, item] of items) {
    const chat = people.get(id);
    item.hidden = wanted !== "" && !(chat.name + chat.note).includes(wanted);
  }
}

async function loadPeople() {
  const [known, groups] = await Promise.all([call("GET", "/control/people"), call("GET", "/control/groups")]);
  const chats = [
    ...known.map((one) => ({ id: one.id, name: one.first_name + one.last_name, note: one.note, standing: one.standing, group: false })),
    ...groups.map((one) => ({ id: one.id, name: one.title, note: "群", standing: "", group: true })),
  ];
  const fragment = document.createDocumentFragment();
  for (const chat of chats) {
    const old = people.get(chat.id);
    if (old) { Object.assign(old, chat); panes.get(chat.id)?.standing(); continue; }
    people.set(chat.id, chat);
    items.set(chat.id, listed(chat));
    fragment.append(items.get(chat.id));
  }
  $("chats").append(fragment);
  filter();
  mark();
}

let reloading = 0;
function happened(event) {
  if (event.kind === "people") { clearTimeout(reloading); reloading = setTimeout(loadPeople, 200); }
  if (event.kind === "standing" || !event.message) {
    const chat = people.get(event.chat_id);
    if (chat && event.kind === "standing" && !chat.group) {
      chat.standing = { kicked: "blocked", member: "started" }[event.standing] || event.standing;
      panes.get(chat.id)?.standing();
    }
    return;
  }
  const { message } = event;
  const pane = panes.get(message.chat_id);
  if (pane) pane.show(message);
  else if (message.sender === 0 && event.kind === "message") {
    unread.set(message.chat_id, (unread.get(message.chat_id) || 0) + 1);
    markSoon();
  }
}

function listen() {
  const source = new EventSource("/control/events");
  source.onmessage = (event) => happened(JSON.parse(event.data));
  source.onopen = async () => { // after a gap: look at what stands now
    await attempt(loadPeople);
    for (const pane of panes.values()) attempt(() => pane.load(), pane);
  };
}

// The bar: only where a trial runs behind the sandbox.
const FAULTS = {
  none: {}, down: { down: "closed" }, slow: { latency: [1, 4] },
  flood: { flood_rate: 0.3, flood_retry_after: 3 }, lost: { lost_reply_rate: 0.3 },
};

async function look() {
  let state;
  try { state = await call("GET", "/trial/state"); } catch { $("bot").textContent = "试用程序已停止"; return; }
  $("clock").textContent = state.clock;
  $("bot").textContent = state.running ? "机器人运行中" : "机器人已停止";
  $("bot").classList.toggle("off", !state.running);
  document.querySelector("[data-bot=restart]").textContent = state.running ? "重启机器人" : "启动机器人";
  document.querySelector("[data-bot=kill]").disabled = !state.running;
  document.querySelector("[data-clock=due]").title = state.next || "没有定好的时刻";
  $("counts").textContent = state.counts.map(([name, count]) => `${name} ${count}`).join("　");
  const { crowd } = state;
  $("crowd").disabled = crowd.running || crowd.done;
  $("crowd-bar").hidden = !crowd.running;
  $("crowd-bar").value = crowd.share;
  $("crowd-text").textContent = crowd.text;
}

async function order(path, given) {
  await attempt(() => call("POST", `/trial/${path}`, given));
  await look();
}

function openBar() {
  $("bar").hidden = false;
  for (const button of document.querySelectorAll("[data-clock]")) button.onclick = () => order("clock", { to: button.dataset.clock });
  for (const button of document.querySelectorAll("[data-bot]")) button.onclick = () => order("bot", { to: button.dataset.bot });
  $("date").onchange = () => { if ($("date").value) order("clock", { to: "date", date: $("date").value }); };
  $("fault").onchange = () => attempt(() => call("POST", "/control/faults", FAULTS[$("fault").value]));
  $("crowd").onclick = () => order("crowd", {});
  $("save").onclick = async () => {
    const recorded = await attempt(() => call("GET", "/control/recording"));
    if (!recorded) return;
    const anchor = element("a");
    anchor.href = URL.createObjectURL(new Blob([JSON.stringify(recorded, null, 1)], { type: "application/json" }));
    anchor.download = "trip.json";
    anchor.click();
    URL.revokeObjectURL(anchor.href);
  };
  look();
  setInterval(look, 1500);
}

async function begin() {
  const hello = await call("GET", "/control/hello");
  bot = hello.bot;
  await loadPeople();
  $("filter").oninput = filter;
  $("group").onclick = () => gather([...panes.keys()].find((id) => id > 0), "");
  for (const part of decodeURIComponent(location.hash.slice(1)).split("+")) if (people.has(Number(part))) open(Number(part), true);
  listen();
  if (hello.trial) openBar();
}
attempt(begin);
