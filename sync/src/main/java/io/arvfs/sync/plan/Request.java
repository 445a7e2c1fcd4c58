package io.arvfs.sync.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One update of one collection by {@code replace_files}: target to source, in the order in which it
 * is sent, and the manifest that {@code manifest_text/} sources take from ({@code ""}: none is
 * sent). Holds signatures, so it is not for logs.
 */
public record Request(Map<String, String> replaceFiles, String manifestText) {

  public Request {
    replaceFiles = Collections.unmodifiableMap(new LinkedHashMap<>(replaceFiles));
  }

  /** The number of targets; the texts may hold signatures. */
  @Override
  public String toString() {
    return "request with " + replaceFiles.size() + " targets";
  }
}
