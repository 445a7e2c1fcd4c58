package io.arvfs.mount.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mount says to a request.
 *
 * @param exit the status that the asking program ends with
 * @param lines for people
 * @param status if it was asked for
 */
public record Reply(int exit, List<String> lines, @Nullable Status status) {

  public Reply {
    lines = List.copyOf(lines);
  }
}
