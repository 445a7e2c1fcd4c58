package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Missing.Where;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What could not be copied: the first of it one by one, the rest as a number, so that memory is
 * bounded whatever is missing. Confined to one thread.
 */
final class MissingBytes {

  /** So many are told of one by one. */
  static final int MAX_KEPT = 1000;

  /** So many files can be copied again. */
  private static final int MAX_LET_GO = 100_000;

  private final List<Missing> kept = new ArrayList<>();
  private final Map<String, Missing> letGo = new LinkedHashMap<>();
  private @Nullable Missing last;
  private boolean lastIsKept;
  private long count;
  private long more;
  private boolean moreIsLost;

  /** Notes what is missing; what is so in a row, for the same reason, is told of at once. */
  void add(Missing next) {
    count++;
    Missing before = last;
    last = next;
    if (next.where() == Where.LET_GO
        && (letGo.size() < MAX_LET_GO || letGo.containsKey(next.path()))) {
      letGo.merge(next.path(), next, (a, b) -> a.isFollowedBy(b) ? a.with(b) : a);
      return;
    }
    boolean follows = before != null && before.isFollowedBy(next);
    if (follows && before != null) {
      last = before.with(next);
      if (lastIsKept) {
        kept.set(kept.size() - 1, last);
      }
    } else if (kept.size() < MAX_KEPT) {
      kept.add(next);
      lastIsKept = true;
    } else {
      lastIsKept = false;
      more++;
      moreIsLost |= next.where() == Where.LOST;
    }
  }

  /** How often something was noted. */
  long count() {
    return count;
  }

  /** Whether bytes of the file may be had at a later moment. */
  boolean isLetGo(String path) {
    return letGo.containsKey(path);
  }

  /**
   * The files of which a running mount let bytes go, to be copied again; no more is told of them.
   */
  Set<String> takeLetGo() {
    Set<String> paths = Set.copyOf(letGo.keySet());
    kept.removeIf(each -> paths.contains(each.path()));
    letGo.clear();
    last = null;
    return paths;
  }

  /** The first of it. */
  List<Missing> kept() {
    List<Missing> all = new ArrayList<>(kept);
    letGo.values().stream().limit(MAX_KEPT).forEach(all::add);
    return all;
  }

  /** How many more there are. */
  long more() {
    return more + Math.max(0, letGo.size() - MAX_KEPT);
  }

  /** Whether nothing is missing. */
  boolean isEmpty() {
    return kept.isEmpty() && letGo.isEmpty() && more == 0;
  }

  /** Whether bytes are missing that should be here. */
  boolean isAnyLost() {
    return moreIsLost || kept.stream().anyMatch(each -> each.where() == Where.LOST);
  }
}
