import java.io.FileInputStream;
import java.io.InputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Checks files against the 106 rules of PDF/UA-1 with veraPDF, and prints a line for each: name, number of checks, faults. */
public final class CheckPdfUa {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile;
        try (InputStream rules = CheckPdfUa.class.getResourceAsStream("/org/verapdf/pdfa/validation/PDFUA-1.xml")) {
            profile = Profiles.profileFromXml(rules);
        }
        for (String file : files) {
            var foundry = Foundries.defaultInstance();
            try (InputStream bytes = new FileInputStream(file);
                    PDFAParser parser = foundry.createParser(bytes, profile.getPDFAFlavour());
                    PDFAValidator validator = foundry.createValidator(profile, false)) {
                ValidationResult result = validator.validate(parser);
                StringBuilder faults = new StringBuilder();
                for (TestAssertion fault : result.getTestAssertions()) {
                    if (fault.getStatus() == TestAssertion.Status.FAILED) {
                        faults.append(' ').append(fault.getRuleId().getClause()).append('-').append(fault.getRuleId().getTestNumber());
                    }
                }
                System.out.println(file + "\t" + result.getTotalAssertions() + "\t" + (result.isCompliant() ? "" : "faults:" + faults));
            }
        }
    }
}
