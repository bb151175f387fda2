using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>Messages between node and gateway, made by the code that makes them on both.</summary>
internal static class SeedMessages
{
    internal const string Urn = "urn:dev:os:32473-0123a1b2c3d4e5f6ee";
    internal const long TimeMs = 1_764_547_203_000;

    internal static readonly byte[] SharedKey = SHA256.HashData("shared key"u8);
    internal static readonly byte[] Nonce = SHA256.HashData("nonce"u8);
    internal static readonly byte[] HelloNonce = SHA256.HashData("hello nonce"u8);
    internal static readonly byte[] FirmwareDigest = SHA256.HashData("firmware"u8);

    internal static byte[] SharedKeyId => CoseKey.SymmetricThumbprint(SharedKey);

    internal static ReadingHeader Header(bool isMac = false, bool hasQuality = false)
    {
        ReadingHeader header = new()
        {
            IsMac = isMac,
            KeyId = isMac ? SharedKeyId : SeedKey.Node.Thumbprint,
            HasIssuedAt = true,
            IssuedAt = (uint)(TimeMs / 1000),
            Boot = 17,
            Sequence = 4242,
            Previous = Nonce,
            Flags = ReadingFlags.SentLate | ReadingFlags.SupplyLow,
        };
        if (hasQuality)
        {
            header.Quality = new ReadingQuality();
            header.Quality.Flag(1, ReadingQuality.Stuck);
            header.Quality.AddMissing("sps30");
            header.Quality.AddMissing("ph-1");
        }

        return header;
    }

    internal static byte[] EncodedHeader(ReadingHeader header)
    {
        CborWriter writer = new(ReadingHeader.MaxLength);
        header.Write(writer);
        return writer.ToArray();
    }

    internal static byte[] Pack(bool hasTime = true, int count = 3)
    {
        Reading[] readings = [new("temperature", "Cel", 352, -1), new("humidity", "%RH", 6125, -2), new("pm2.5", "ug/m3", -8, 0)];
        CborWriter writer = new(SenmlPack.MaxLength);
        SenmlPack.Write(writer, Urn + "_", hasTime, hasTime ? TimeMs / 1000 : 0, readings, count);
        return writer.ToArray();
    }

    internal static byte[][] Readings() =>
    [
        SeedKey.Node.SignCoseSign1(EncodedHeader(Header()), Pack()),
        SeedKey.Node.SignCoseSign1(EncodedHeader(Header(hasQuality: true)), Pack()),
        SeedKey.Node.SignCoseSign1(EncodedHeader(Header()), Pack(hasTime: false, count: 1)),
    ];

    internal static byte[][] MacReadings() =>
    [
        CoseMac0.Seal(SharedKey, EncodedHeader(Header(isMac: true)), Pack()),
        CoseMac0.Seal(SharedKey, EncodedHeader(Header(isMac: true, hasQuality: true)), Pack(hasTime: false)),
    ];

    internal static byte[][] Hellos()
    {
        byte[] shared = TypedMessage.EncodeHeader(CoseLabels.Hmac256, Hello.ContentType, SharedKeyId);
        return
        [
            Sign(SeedKey.Node, Hello.ContentType, Hello.EncodePayload(Urn, SeedKey.Node.PublicKey, HelloNonce, 7)),
            CoseMac0.Seal(SharedKey, shared, Hello.EncodePayload(Urn, [], HelloNonce, ReadingHeader.MaxBoot)),
        ];
    }

    internal static byte[][] Challenges()
    {
        byte[] shared = TypedMessage.EncodeHeader(CoseLabels.Hmac256, Challenge.ContentType, SharedKeyId);
        byte[] node = SeedKey.Node.Thumbprint;
        return
        [
            Sign(SeedKey.Service, Challenge.ContentType, Challenge.EncodePayload(node, HelloNonce, SeedKey.Chip.PublicKey, TimeMs, Nonce)),
            Sign(SeedKey.Service, Challenge.ContentType, Challenge.EncodePayload(node, HelloNonce, SeedKey.Chip.PublicKey, TimeMs, [])),
            CoseMac0.Seal(SharedKey, shared, Challenge.EncodePayload(SharedKeyId, HelloNonce, [], TimeMs, Nonce)),
        ];
    }

    internal static DownlinkSession Session() => DownlinkSession.Derive(SharedKey, HelloNonce, Nonce);

    internal static byte[][] Downlinks()
    {
        DownlinkSession session = Session();
        return
        [
            session.Seal(DownlinkKind.Acknowledgement, TimeMs, new Acknowledgement(Nonce, 0).Encode()),
            session.Seal(DownlinkKind.Time, TimeMs, []),
            session.Seal(DownlinkKind.Configuration, TimeMs, new NodeConfiguration(300).Encode()),
            session.Seal(DownlinkKind.Challenge, TimeMs, Nonce),
            session.Seal(DownlinkKind.Appraisal, TimeMs, [3]),
        ];
    }

    internal static EvidenceClaims Claims(bool hasQuote, bool hasRest = true)
    {
        byte[] configuration = SeedChip.Configuration();
        byte[] random = SHA256.HashData("random"u8);
        byte[] digest = Atecc608Evidence.QuoteDigest(Nonce[..ChipQuote.NumInLength], random, configuration, DeviceBirth.AttestationSlot);
        return new EvidenceClaims
        {
            Nonce = Nonce,
            Ueid = EvidenceClaims.UeidOf(Urn),
            HardwareModel = "esp32-devkitc",
            HardwareVersion = "4",
            DebugStatus = EvidenceClaims.DebugDisabledPermanently,
            BootCount = 7,
            SoftwareName = "enviro-node",
            SoftwareVersion = "0.2.0",
            FirmwareDigest = FirmwareDigest,
            ConfigurationDigest = hasRest ? Atecc608Configuration.ConfigurationDigest(configuration) : [],
            Quote = hasQuote ? new ChipQuote(random, configuration, SeedKey.Chip.PublicKey, SeedKey.Chip.SignDigest(digest)) : null,
            SettingsVersion = hasRest ? 3u : 0,
            LastRestart = hasRest ? new RestartReport(RestartReason.Unknown, 86_400, "OutOfMemoryException: no block of 4096") : null,
        };
    }

    internal static byte[][] Evidences() =>
    [
        SignEvidence([SeedChip.Certificate()], Claims(hasQuote: true)),
        SignEvidence([SeedChip.Certificate(), SeedChip.AuthorityCertificate()], Claims(hasQuote: false)),
        SignEvidence([], Claims(hasQuote: false, hasRest: false)),
    ];

    private static byte[] SignEvidence(byte[][] chain, EvidenceClaims claims) =>
        SeedKey.Node.SignCoseSign1(Evidence.EncodeHeader(SeedKey.Node.Thumbprint, chain), claims.Encode());

    private static byte[] Sign(SeedKey key, string contentType, byte[] payload) =>
        key.SignCoseSign1(TypedMessage.EncodeHeader(CoseLabels.Es256, contentType, key.Thumbprint), payload);
}
