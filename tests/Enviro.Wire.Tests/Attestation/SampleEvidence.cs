using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

/// <summary>Evidence of the test key with claims whose values say what they are.</summary>
internal static class SampleEvidence
{
    internal static EvidenceClaims Claims(bool withQuote) => new()
    {
        Nonce = Sha256.HashData("nonce"u8.ToArray()),
        Ueid = EvidenceClaims.UeidOf(Exchange.Urn),
        OemId = NodeUrn.ExampleEnterprise,
        HardwareModel = "esp32-devkitc",
        HardwareVersion = "4",
        DebugStatus = EvidenceClaims.DebugDisabledPermanently,
        BootCount = 7,
        SoftwareName = "enviro-node",
        SoftwareVersion = "0.2.0",
        FirmwareDigest = Sha256.HashData("firmware"u8.ToArray()),
        ConfigurationDigest = Sha256.HashData("configuration"u8.ToArray()),
        Quote = withQuote ? new ChipQuote(new byte[32], new byte[128], TestKey.PublicKey, new byte[64]) : null,
    };

    internal static byte[] Sign(byte[][] chain, EvidenceClaims claims)
    {
        byte[] header = Evidence.EncodeHeader(TestKey.Thumbprint, chain);
        byte[] payload = claims.Encode();
        using ECDsa key = TestKey.Open();
        return TypedMessage.Sign1(header, payload, key.SignHash(TypedMessage.DigestOf(header, payload), DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }
}
