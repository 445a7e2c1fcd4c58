package io.arvfs.sync.arvados;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The body of an update whose result the server does not check, as other clients send it. */
public final class UnassertedBody {

  private UnassertedBody() {}

  /** As {@link CommitBody#of}. */
  public static byte[] of(Map<String, String> replaceFiles, String manifestText) {
    ObjectNode body = Json.object();
    ObjectNode collection = body.putObject("collection").put("preserve_version", true);
    if (!manifestText.isEmpty()) {
      collection.put("manifest_text", manifestText);
    }
    replaceFiles.forEach(body.putObject("replace_files")::put);
    body.set("select", Json.array(CommitBody.SELECT));
    return Json.bytes(body);
  }
}
