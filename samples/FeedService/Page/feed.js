'use strict';

const positions = 5;
const secondsOfAClick = 1;
const speed = 8;                                    // a video plays faster, so that a visitor need not wait
const tags = ['Cooking', 'Football', 'Travel', 'Cats', 'Dogs', 'Chess', 'Piano', 'Guitar', 'Gardens', 'Trains', 'Space', 'Ocean', 'Comedy', 'News', 'History',
  'Math', 'Physics', 'Painting', 'Dance', 'Fashion', 'Cars', 'Cycling', 'Running', 'Climbing', 'Bread', 'Coffee', 'Games', 'Films', 'Books', 'Birds'];

const element = id => document.getElementById(id);
const create = (name, className, text = '') => Object.assign(document.createElement(name), { className, textContent: text });

let visitor, soFar, page, playing;

// The state of a request is that of the log: the user, and the session so far.
function features() {
  return [...visitor.profile, Math.log(1 + soFar.videos), soFar.lastWatchTime, soFar.lastSeenShare];
}

// A request or an event that got no answer is sent again with its id, so that it is logged once.
async function post(path, message) {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(message) });
      const answer = await response.json();
      if (!response.ok) throw Object.assign(new Error(answer.error), { isFinal: response.status < 500 });
      element('error').hidden = true;
      return answer;
    } catch (problem) {
      element('error').textContent = problem.message;
      element('error').hidden = false;
      if (problem.isFinal) throw problem;
      await new Promise(resolve => setTimeout(resolve, Math.min(5000, 200 * 2 ** attempt)));
    }
  }
}

async function visit(user) {
  soFar = { user, pages: 0, videos: 0, watchTime: 0, likes: 0, lastWatchTime: 0, lastSeenShare: 0 };
  element('log').replaceChildren();
  await nextPage();
}

async function nextPage() {
  stop();
  if (page) await endPage();
  visitor = await (await fetch(`visitors/${soFar.user}/${soFar.pages}`)).json();
  const byId = new Map(visitor.candidates.map(video => [video.video, video]));
  const request = crypto.randomUUID();
  const answer = await post('rank', { request, user: visitor.user, features: features(), candidates: [...byId.keys()], count: positions });
  soFar.pages++;
  page = { request, videos: answer.page.map(placed => ({ ...placed, ...byId.get(placed.video), watched: 0, events: 0, isLiked: false })) };
  element('visitor').textContent = `${visitor.user}, page ${soFar.pages}: ${positions} of ${byId.size} candidates`;
  element('page').replaceChildren(...page.videos.map(show));
  note(`page of model ${answer.model}`);
  await refresh();
}

// What the next state needs to know of a page.
async function endPage() {
  const seen = page.videos.filter(video => video.watched > 0);
  soFar.videos += seen.length;
  soFar.lastSeenShare = seen.length / page.videos.length;
  soFar.lastWatchTime = seen.length ? seen.reduce((sum, video) => sum + Math.log(1 + video.watched), 0) / seen.length : 0;
  page = undefined;
}

function show(video) {
  const item = create('li', 'video');
  item.dataset.position = video.position;
  const still = create('button', 'still');
  still.type = 'button';
  still.style.background = `linear-gradient(135deg, hsl(${video.tags[0] * 12} 55% 42%), hsl(${(video.video * 37) % 360} 45% 30%))`;
  const bar = create('span', 'bar');
  const symbol = create('span', 'symbol', '▶');
  still.append(symbol, create('span', 'time', length(video.seconds)), bar);
  still.setAttribute('aria-label', `Watch video ${video.video}`);
  still.onclick = () => playing?.video === video ? stop() : play(video, item, bar, symbol);
  const middle = create('div', '');
  const state = create('div', 'detail', 'not watched');
  state.dataset.state = '';
  const chance = create('div', 'chance');
  const share = create('i', '');
  // The mark is the probability of a uniform choice among the candidates that are left.
  const uniform = 1 / (visitor.candidates.length - video.position + 1);
  share.append(Object.assign(create('b', ''), { style: `width: ${Math.min(100, 25 * video.probability / uniform)}%` }));
  chance.append(share, create('span', '', `${(100 * video.probability).toFixed(1)} %, where a uniform choice has ${(100 * uniform).toFixed(1)} %`));
  middle.append(create('div', 'title', `${video.tags.map(tag => tags[tag]).join(' and ')} #${video.video}`), state, chance);
  const like = create('button', 'like', 'Like');
  like.type = 'button';
  like.setAttribute('aria-pressed', 'false');
  like.onclick = () => { if (!video.isLiked) respond(video, item, 0, true); };
  item.append(still, middle, like);
  return item;
}

function play(video, item, bar, symbol) {
  stop();
  item.classList.add('playing');
  symbol.textContent = '❚❚';
  item.querySelector('[data-state]').textContent = 'watching';
  const start = performance.now();
  const seconds = () => Math.min(video.seconds, secondsOfAClick + speed * (performance.now() - start) / 1000);
  const timer = setInterval(() => {
    bar.style.width = `${100 * seconds() / video.seconds}%`;
    if (seconds() === video.seconds) stop();
  }, 50);
  playing = { video, item, bar, symbol, seconds, timer };
}

function stop() {
  if (!playing) return;
  const { video, item, bar, symbol, seconds, timer } = playing;
  clearInterval(timer);
  playing = undefined;
  item.classList.remove('playing');
  symbol.textContent = '▶';
  bar.style.width = `${100 * seconds() / video.seconds}%`;
  respond(video, item, Math.round(10 * seconds()) / 10, false);
}

async function respond(video, item, watchTime, interaction) {
  video.watched += watchTime;
  video.isLiked ||= interaction;
  soFar.watchTime += watchTime;
  soFar.likes += interaction ? 1 : 0;
  item.querySelector('[data-state]').textContent = video.watched ? `watched ${video.watched.toFixed(1)} s` : 'not watched';
  item.querySelector('.like').setAttribute('aria-pressed', video.isLiked);
  const event = `${page.request}/${video.position}/${++video.events}`;
  await post('event', { event, request: page.request, position: video.position, watchTime, interaction });
  note(interaction ? `like of #${video.video}` : `${watchTime.toFixed(1)} s of #${video.video}`);
  await refresh();
}

function note(text) {
  const entry = create('li', '', text);
  element('log').prepend(entry);
  while (element('log').children.length > 10) element('log').lastChild.remove();
}

async function refresh() {
  const health = await (await fetch('health')).json();
  list('health', { Status: health.status, Model: health.model, Generation: health.generation, Exploration: `${100 * health.exploration} %`,
    'Pages served': health.pages, 'Events logged': health.events, ...(health.problem && { Problem: health.problem }) });
  list('visit', { Pages: soFar.pages, 'Watch time': `${soFar.watchTime.toFixed(1)} s`, Likes: soFar.likes });
}

function list(id, values) {
  element(id).replaceChildren(...Object.entries(values).flatMap(([name, value]) => [create('dt', '', name), create('dd', '', `${value}`)]));
}

function length(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}

element('next').onclick = nextPage;
element('other').onclick = () => { page = undefined; visit(Math.floor(Math.random() * 1000)); };
visit(7);
