using System.Formats.Cbor;
using System.Text.Json;

namespace Enviro.EndToEnd;

/// <summary>What is exported convinces tools that know nothing of this project: tpm2-tools and OpenSSL.</summary>
public sealed class ExportTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    [Fact]
    public void Tpm2_checkquote_verifies_the_seal_of_every_block_and_refuses_another_nonce()
    {
        using TempFolder folder = new();
        foreach (JsonElement block in demo.Blocks)
        {
            string height = block.GetProperty("height").GetInt64().Text();
            string seal = folder.At(height);
            ProgramResult exported = Programs.Enviro("ledger", "export-seal", demo.Data, "--height", height, "--out", seal);
            Assert.True(exported.ExitCode == 0, exported.ToString());

            string nonce = File.ReadAllText(Path.Combine(seal, "qualifying.hex"));
            string other = (nonce[0] == '0' ? "1" : "0") + nonce[1..];
            ProgramResult right = CheckQuote(seal, nonce);
            Assert.True(right.ExitCode == 0, right.ToString());
            Assert.NotEqual(0, CheckQuote(seal, other).ExitCode);

            ProgramResult digest = Programs.Run("openssl", "dgst", "-sha256", "-r", Path.Combine(seal, "header.cbor"));
            Assert.Equal(nonce, digest.Out.Split(' ')[0]);
            Assert.Equal(block.GetProperty("hash").GetString(), nonce);
        }
    }

    [Fact]
    public void Tpm2_checkquote_refuses_the_quote_of_another_block()
    {
        using TempFolder folder = new();
        foreach (string height in new[] { "0", "1" })
        {
            Assert.Equal(0, Programs.Enviro("ledger", "export-seal", demo.Data, "--height", height, "--out", folder.At(height)).ExitCode);
        }

        File.Copy(folder.At("1", "quote.msg"), folder.At("0", "quote.msg"), overwrite: true);

        Assert.NotEqual(0, CheckQuote(folder.At("0"), File.ReadAllText(folder.At("1", "qualifying.hex"))).ExitCode);
    }

    [Fact]
    public void OpenSSL_verifies_the_signature_of_every_entry_and_refuses_an_altered_one()
    {
        using TempFolder folder = new();
        foreach (JsonElement entry in demo.Entries)
        {
            string index = entry.GetProperty("index").GetInt64().Text();
            string message = folder.At(index + ".cose");
            string key = folder.At(index + ".pem");
            ProgramResult exported = Programs.Enviro("ledger", "export-entry", demo.Data, "--index", index, "--out", message, "--key", key);
            Assert.True(exported.ExitCode == 0, exported.ToString());

            (byte[] signed, byte[] signature) = Split(File.ReadAllBytes(message));
            ProgramResult verified = Verify(folder, key, signed, signature);
            Assert.True(verified.ExitCode == 0, verified.ToString());
            signed[^1] ^= 1;
            Assert.NotEqual(0, Verify(folder, key, signed, signature).ExitCode);
        }
    }

    private static ProgramResult CheckQuote(string seal, string nonce) => Programs.Run(
        "tpm2_checkquote", "-u", Path.Combine(seal, "ak.pem"), "-m", Path.Combine(seal, "quote.msg"), "-s", Path.Combine(seal, "quote.sig"), "-g", "sha256", "-q", nonce);

    private static ProgramResult Verify(TempFolder folder, string key, byte[] signed, byte[] signature)
    {
        File.WriteAllBytes(folder.At("signed"), signed);
        File.WriteAllBytes(folder.At("signature"), ToDer(signature));
        return Programs.Run("openssl", "dgst", "-sha256", "-verify", key, "-signature", folder.At("signature"), folder.At("signed"));
    }

    /// <summary>Takes a COSE_Sign1 apart, and gives its Sig_structure (RFC 9052 §4.4) and its signature r‖s.</summary>
    private static (byte[] Signed, byte[] Signature) Split(byte[] message)
    {
        CborReader reader = new(message, CborConformanceMode.Canonical);
        Assert.Equal((CborTag)18, reader.ReadTag());
        Assert.Equal(4, reader.ReadStartArray());
        byte[] header = reader.ReadByteString();
        Assert.Equal(0, reader.ReadStartMap());
        reader.ReadEndMap();
        byte[] payload = reader.ReadByteString();
        byte[] signature = reader.ReadByteString();
        reader.ReadEndArray();
        Assert.Equal(0, reader.BytesRemaining);

        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(4);
        writer.WriteTextString("Signature1");
        writer.WriteByteString(header);
        writer.WriteByteString([]);
        writer.WriteByteString(payload);
        writer.WriteEndArray();
        return (writer.Encode(), signature);
    }

    /// <summary>r‖s as the DER that OpenSSL takes (RFC 3279 §2.2.3).</summary>
    private static byte[] ToDer(byte[] signature)
    {
        Assert.Equal(64, signature.Length);
        System.Formats.Asn1.AsnWriter writer = new(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(TrimZeros(signature.AsSpan(0, 32)));
            writer.WriteIntegerUnsigned(TrimZeros(signature.AsSpan(32)));
        }

        return writer.Encode();
    }

    private static ReadOnlySpan<byte> TrimZeros(ReadOnlySpan<byte> number)
    {
        ReadOnlySpan<byte> trimmed = number.TrimStart((byte)0);
        return trimmed.IsEmpty ? number[..1] : trimmed;
    }
}
