using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>Reading messages and their parts.</summary>
internal static class MessageTargets
{
    private static readonly byte[] s_margin = [0xFF, 0x00, 0xFF];

    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<ReadingMessage>
        {
            Name = "reading-message",
            Decoders = ["ReadingMessage.Parse"],
            Holds = "header, pack and signature written again are the same bytes",
            Seeds = SeedMessages.Readings,
            Decoder = ReadingMessage.Parse,
            Checker = static (input, message) =>
            {
                byte[] header = SeedMessages.EncodedHeader(message.Header);
                byte[] pack = Write(message.Pack);
                Expect.Canonical(input, TypedMessage.Sign1(header, pack, input[message.Envelope.SignatureOffset..]));
            },
        },
        new FuzzTarget<MacReadingMessage>
        {
            Name = "mac-reading-message",
            Decoders = ["MacReadingMessage.Parse"],
            Holds = "header, pack and tag written again are the same bytes; under a right tag it is authentic, under no other key",
            Seeds = SeedMessages.MacReadings,
            Decoder = MacReadingMessage.Parse,
            Checker = CheckMac,
        },
        new FuzzTarget<ReadingHeader>
        {
            Name = "reading-header",
            Decoders = ["ReadingHeader.Parse"],
            Holds = "written again it has the same bytes, wherever in a buffer it lies",
            Seeds = static () =>
            [
                SeedMessages.EncodedHeader(SeedMessages.Header()),
                SeedMessages.EncodedHeader(SeedMessages.Header(isMac: true, hasQuality: true)),
                SeedMessages.EncodedHeader(new ReadingHeader { KeyId = SeedMessages.Nonce, Previous = new byte[32] }),
            ],
            Decoder = static input => ReadingHeader.Parse([.. s_margin, .. input, .. s_margin], s_margin.Length, input.Length),
            Checker = CheckHeader,
        },
        new FuzzTarget<SenmlPack>
        {
            Name = "senml-pack",
            Decoders = ["SenmlPack.Parse"],
            Holds = "written again it has the same bytes, wherever in a buffer it lies",
            Seeds = static () => [SeedMessages.Pack(), SeedMessages.Pack(hasTime: false, count: 1)],
            Decoder = static input => SenmlPack.Parse([.. s_margin, .. input, .. s_margin], s_margin.Length, input.Length),
            Checker = static (input, pack) => Expect.Canonical(input, Write(pack)),
        },
    ];

    private static byte[] Write(SenmlPack pack)
    {
        CborWriter writer = new(SenmlPack.MaxLength);
        SenmlPack.Write(writer, pack.NodeName, pack.HasTime, pack.Time, pack.Readings, pack.Readings.Length);
        return writer.ToArray();
    }

    private static void CheckHeader(byte[] input, ReadingHeader header)
    {
        Expect.Canonical(input, SeedMessages.EncodedHeader(header));
        if (header.Quality is { } quality)
        {
            Expect.That(!quality.IsClean, "a quality that is there says something");
            for (int i = 0; i < quality.MissingCount; i++)
            {
                Expect.That(quality.IsMissing(quality.MissingAt(i)), "a sensor named as missing is missing");
            }
        }
    }

    private static void CheckMac(byte[] input, MacReadingMessage message)
    {
        byte[] again = CoseMac0.Seal(SeedMessages.SharedKey, SeedMessages.EncodedHeader(message.Header), Write(message.Pack));
        Expect.Canonical(input.AsSpan(0, input.Length - HmacSha256.TagLength), again.AsSpan(0, again.Length - HmacSha256.TagLength));
        Expect.That(
            message.IsAuthenticUnder(SeedMessages.SharedKey) == input.AsSpan().SequenceEqual(again), "it is authentic if and only if it has the right tag");
        Expect.That(MacReadingMessage.Parse(again).IsAuthenticUnder(SeedMessages.SharedKey), "under a right tag it is authentic");
        Expect.That(!message.IsAuthenticUnder(SeedMessages.Nonce) && !message.IsAuthenticUnder([]), "it is authentic under no other key");
    }
}
