package io.arvfs.sync.arvados;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The services still worth asking for one block, and why the others are not. A service leaves for
 * good when its answer would be the same next time; the rest are asked again in the next round.
 * Confined to one transfer.
 */
final class KeepCandidates {

  private final List<KeepService> left;
  private int full;
  private int absent;
  private Optional<IOException> refusal = Optional.empty();
  private Optional<IOException> passing = Optional.empty();

  KeepCandidates(List<KeepService> inOrder) {
    this.left = new ArrayList<>(inOrder);
  }

  List<KeepService> left() {
    return List.copyOf(left);
  }

  /** It has done what it can. */
  void done(KeepService service) {
    left.remove(service);
  }

  /** It has no room (507), which another attempt does not change. */
  void full(KeepService service) {
    full++;
    left.remove(service);
  }

  /** It does not have the block. */
  void absent(KeepService service) {
    absent++;
    left.remove(service);
  }

  /** It will not, for a reason that stays. */
  void refused(KeepService service, IOException reason) {
    refusal = Optional.of(reason);
    left.remove(service);
  }

  /** It failed now and may not the next time. */
  void failed(IOException reason) {
    passing = Optional.of(reason);
  }

  boolean anyFull() {
    return full > 0;
  }

  boolean anyAbsent() {
    return absent > 0;
  }

  Optional<IOException> refusal() {
    return refusal;
  }

  Optional<IOException> passing() {
    return passing;
  }
}
