package io.arvfs.sync.arvados;

import java.net.URI;

/**
 * One server that stores blocks.
 *
 * @param root its address, ending in a slash
 * @param type {@code disk}, {@code proxy}, or {@code gateway:…}
 */
public record KeepService(String uuid, URI root, String type, boolean readOnly) {

  /** Whether one request to it stores one copy; a proxy is asked for all copies at once. */
  public boolean isDisk() {
    return type.equals("disk");
  }

  /** Whether it serves only blocks whose hint names it. */
  public boolean isGateway() {
    return type.startsWith("gateway:");
  }
}
