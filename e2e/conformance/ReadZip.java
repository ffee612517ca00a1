import java.io.FileInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipInputStream;

/** Reads an archive from its beginning to its end, without its directory, and prints the names of its entries. */
public final class ReadZip {
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (ZipInputStream archive = new ZipInputStream(new FileInputStream(arguments[0]))) {
      for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        archive.transferTo(OutputStream.nullOutputStream());
        out.println(entry.getName());
      }
    }
  }
}
