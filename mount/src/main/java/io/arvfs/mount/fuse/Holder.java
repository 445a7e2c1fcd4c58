package io.arvfs.mount.fuse;

import java.util.List;

/**
 * A process that keeps a mount busy: its pid, its command, and through what ({@code cwd}, {@code
 * root}, {@code exe}, {@code fd/7}, {@code map}).
 */
public record Holder(long pid, String command, List<String> through) {

  /** Copies {@code through}. */
  public Holder {
    through = List.copyOf(through);
  }
}
