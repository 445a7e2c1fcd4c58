package io.arvfs.sync;

import io.arvfs.journal.host.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Updates of ours that were repeated because nobody knew what became of them, and of which one may
 * land once more: late, upon what was saved since, if that changed no path but theirs. A state that
 * such an echo made is no wish of anybody. Known to this process only. Thread-safe.
 */
final class Echoes {

  /** So many are remembered; the oldest are forgotten. */
  private static final int MOST = 64;

  private final Tasks tasks;
  private final Duration life;
  private final Map<String, Instant> until = new LinkedHashMap<>();

  /**
   * @param life how long after a request its effect may come
   */
  Echoes(Tasks tasks, Duration life) {
    this.tasks = tasks;
    this.life = life;
  }

  /** A request that makes a manifest with this md5 may land later. */
  synchronized void expect(String md5) {
    until.remove(md5);
    until.put(md5, tasks.now().plus(life));
    Iterator<String> oldest = until.keySet().iterator();
    while (until.size() > MOST && oldest.hasNext()) {
      oldest.next();
      oldest.remove();
    }
  }

  /** Whether a state with this hash may be the work of one. */
  synchronized boolean mayHaveMade(String portableDataHash) {
    until.values().removeIf(end -> end.isBefore(tasks.now()));
    return until.keySet().stream().anyMatch(md5 -> portableDataHash.startsWith(md5 + "+"));
  }
}
