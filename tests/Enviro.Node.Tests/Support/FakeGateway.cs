using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>The other end of the link: keeps messages strictly in order, answers repetitions again, checks the chain as it goes.</summary>
internal sealed class FakeGateway
{
    private readonly HashSet<string> _hashes = [];

    internal static byte[] DownlinkKey { get; } = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];

    internal static byte[] NodeThumbprint { get; } = CoseKey.Thumbprint(FakeElement.PublicKey);

    internal List<ReadingMessage> Kept { get; } = [];

    internal List<byte[]> KeptHashes { get; } = [];

    /// <summary>Result of the next new message; kept unless set.</summary>
    internal Func<ReadingMessage, uint>? Judge { get; set; }

    /// <summary>Takes a message; null when it is not one or was altered, otherwise the acknowledgement.</summary>
    internal byte[]? Take(byte[] bytes, long unixMs)
    {
        ReadingMessage message;
        try
        {
            message = ReadingMessage.Parse(bytes);
        }
        catch (WireFormatException)
        {
            return null;
        }

        if (!FakeElement.IsGenuine(message))
        {
            return null;
        }

        byte[] hash = Sha256.HashData(bytes);
        uint result = Acknowledgement.Kept;
        if (!_hashes.Contains(Convert.ToHexString(hash)))
        {
            result = Judge?.Invoke(message) ?? Acknowledgement.Kept;
            if (result == Acknowledgement.Kept)
            {
                Keep(message, hash);
            }
        }

        return new Acknowledgement(hash, result, unixMs).Encode(DownlinkKey, NodeThumbprint);
    }

    internal bool Has(string hash) => _hashes.Contains(hash);

    private void Keep(ReadingMessage message, byte[] hash)
    {
        if (Kept.Count > 0)
        {
            ReadingHeader last = Kept[^1].Header;
            ReadingHeader next = message.Header;
            Assert.True(next.Boot > last.Boot || (next.Boot == last.Boot && next.Sequence > last.Sequence), "out of order");
            bool chained = next.Previous.AsSpan().SequenceEqual(KeptHashes[^1]);
            bool gapVisible = next.Boot > last.Boot || next.Sequence > last.Sequence + 1;
            Assert.True(chained || gapVisible, "a break in the chain that sequence numbers do not show");
        }

        Kept.Add(message);
        KeptHashes.Add(hash);
        _hashes.Add(Convert.ToHexString(hash));
    }
}
