package io.arvfs.sync.arvados;

import io.arvfs.journal.event.BlockId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which order a block's services are asked, so that all clients look first where all clients
 * store (pure): by falling md5 of the block's md5 and the last 15 characters of the service's uuid.
 */
final class Rendezvous {

  private static final int SUFFIX = 15;

  private Rendezvous() {}

  /** All of {@code services}, likeliest first. */
  static List<KeepService> order(BlockId block, List<KeepService> services) {
    Map<KeepService, String> weights = new HashMap<>();
    for (KeepService service : services) {
      weights.put(service, weight(block, service.uuid()));
    }
    List<KeepService> sorted = new ArrayList<>(services);
    sorted.sort(Comparator.comparing(weights::get, Comparator.reverseOrder()));
    return sorted;
  }

  private static String weight(BlockId block, String uuid) {
    String suffix = uuid.substring(Math.max(0, uuid.length() - SUFFIX));
    return Md5.hex((block.md5() + suffix).getBytes(StandardCharsets.US_ASCII));
  }
}
