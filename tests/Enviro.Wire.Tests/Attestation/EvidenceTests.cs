using System.Formats.Cbor;
using System.Security.Cryptography;
using TheirReader = System.Formats.Cbor.CborReader;

namespace Enviro.Wire.Tests;

public sealed class EvidenceTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Evidence_carries_chain_and_claims_and_its_signature_verifies(int certificates, bool withQuote)
    {
        byte[][] chain = [.. Enumerable.Range(0, certificates).Select(i => Sha256.HashData([(byte)i]))];
        Evidence evidence = Evidence.Parse(SampleEvidence.Sign(chain, SampleEvidence.Claims(withQuote)));
        Assert.Equal(TestKey.Thumbprint, evidence.KeyId);
        Assert.Equal(chain, evidence.Certificates);
        Assert.Equal(SampleEvidence.Claims(withQuote).Encode(), evidence.Claims.Encode());
        Assert.Equal(withQuote, evidence.Claims.Quote is not null);
        Assert.True(TestKey.Verifies(evidence.Envelope, []));
    }

    [Fact]
    public void The_claims_are_the_registered_ones_to_another_decoder()
    {
        TheirReader reader = new(SampleEvidence.Claims(true).Encode(), CborConformanceMode.Canonical);
        List<int> labels = [];
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            labels.Add(reader.ReadInt32());
            if (labels[^1] == 273)
            {
                reader.ReadStartArray();
                reader.ReadStartArray();
                Assert.Equal(65000, reader.ReadInt32());
                TheirReader content = new(reader.ReadByteString(), CborConformanceMode.Canonical);
                Assert.Equal(2, content.ReadStartMap());
                reader.ReadEndArray();
                reader.ReadEndArray();
            }
            else
            {
                reader.SkipValue();
            }
        }

        // RFC 9711 §10.2: eat_nonce, ueid, oemid, hwmodel, hwversion, dbgstat, bootcount, swname, swversion, measurements; then ours.
        Assert.Equal([10, 256, 258, 259, 260, 263, 267, 270, 271, 273, -65541], labels);
    }

    [Fact]
    public void A_flipped_bit_is_malformed_or_not_signed() =>
        Assert.All(
            Malformed.WellFormedBitFlips(SampleEvidence.Sign([new byte[40]], SampleEvidence.Claims(true)), m => Evidence.Parse(m)),
            m => Assert.False(TestKey.Verifies(Evidence.Parse(m).Envelope, [])));

    [Fact]
    public void Other_lengths_and_rubbish_are_malformed()
    {
        byte[] large = new byte[Evidence.MaxCertificateLength];
        Malformed.LengthsAndRubbish(SampleEvidence.Sign([large, large, large], SampleEvidence.Claims(true)), Evidence.MaxLength, m => Evidence.Parse(m));
    }

    [Fact]
    public void Certificates_beyond_the_limits_are_malformed_or_not_encoded()
    {
        Assert.True(Malformed.Is(SampleEvidence.Sign([new byte[Evidence.MaxCertificateLength + 1]], SampleEvidence.Claims(false)), m => Evidence.Parse(m)));
        Assert.True(Malformed.Is(SampleEvidence.Sign([[]], SampleEvidence.Claims(false)), m => Evidence.Parse(m)));
        Assert.Throws<ArgumentException>(() => Evidence.EncodeHeader(TestKey.Thumbprint, [[1], [1], [1], [1]]));
        Assert.Throws<ArgumentException>(() => Evidence.EncodeHeader(TestKey.Thumbprint, [new byte[Evidence.MaxLength]]));
    }

    [Fact]
    public void Claims_that_a_reader_would_refuse_are_not_encoded()
    {
        Action<EvidenceClaims>[] mistakes =
        [
            c => c.Nonce = new byte[31],
            c => c.Ueid = [],
            c => c.FirmwareDigest = [],
            c => c.ConfigurationDigest = new byte[31],
            c => c.DebugStatus = EvidenceClaims.MaxDebugStatus + 1,
            c => c.BootCount = ReadingHeader.MaxBoot + 1,
            c => c.SoftwareName = "",
            c => c.SoftwareVersion = new string('1', EvidenceClaims.MaxNameLength + 1),
            c => c.HardwareModel = "tab\t",
            c => c.HardwareVersion = "é",
        ];
        Assert.All(mistakes, mistake =>
        {
            EvidenceClaims claims = SampleEvidence.Claims(true);
            mistake(claims);
            Assert.Throws<ArgumentException>(claims.Encode);
        });
    }

    [Fact]
    public void The_ueid_is_type_01_and_the_hash_of_the_urn() =>
        Assert.Equal(
            [0x01, .. SHA256.HashData("urn:dev:os:32473-0123a1b2c3d4e5f6ee"u8)],
            EvidenceClaims.UeidOf("urn:dev:os:32473-0123a1b2c3d4e5f6ee"));

    [Theory]
    [InlineData(31, 128, 64, 64)]
    [InlineData(32, 127, 64, 64)]
    [InlineData(32, 128, 65, 64)]
    [InlineData(32, 128, 64, 63)]
    public void A_quote_has_parts_of_its_lengths(int random, int configuration, int key, int signature) =>
        Assert.Throws<ArgumentException>(() => new ChipQuote(new byte[random], new byte[configuration], new byte[key], new byte[signature]));
}
