package io.arvfs.sync.arvados;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The exact bytes of one commit's request body (pure). Equal input gives equal bytes.
 *
 * <p>{@code portable_data_hash} is the bare md5: with its size an equal stored value would switch
 * the server's check off, just when a request is repeated. {@code preserve_version} is always sent;
 * an update without it resets it.
 */
public final class CommitBody {

  /** What the answer is asked to say. */
  static final List<String> SELECT =
      List.of("uuid", "version", "portable_data_hash", "modified_at");

  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private CommitBody() {}

  /**
   * A commit the server refuses unless its result has the predicted hash.
   *
   * @param replaceFiles target path to source, as {@code replace_files} has them
   * @param manifestText what {@code manifest_text/…} sources name; empty to send none
   * @param predictedMd5 the 32 hex digits of the result, without a size
   * @throws IllegalArgumentException if {@code predictedMd5} is anything else
   */
  public static byte[] of(
      Map<String, String> replaceFiles, String manifestText, String predictedMd5) {
    if (!MD5.matcher(predictedMd5).matches()) {
      throw new IllegalArgumentException("not a bare md5: " + predictedMd5);
    }
    ObjectNode body = Json.object();
    ObjectNode collection = body.putObject("collection");
    if (!manifestText.isEmpty()) {
      collection.put("manifest_text", manifestText);
    }
    collection.put("portable_data_hash", predictedMd5);
    collection.put("preserve_version", true);
    ObjectNode files = body.putObject("replace_files");
    new TreeMap<>(replaceFiles).forEach(files::put);
    body.set("select", Json.array(SELECT));
    return Json.bytes(body);
  }
}
