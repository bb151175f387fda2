using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Benchmarks;

/// <summary>A node with a key of its own that sends one chain of messages, each naming the hash of the one before.</summary>
public sealed class SampleNode : IDisposable
{
    private const uint UsualFirstTimeS = 1_760_000_000;
    private const uint IntervalS = 60;

    private readonly ReadingEncoder _encoder;
    private readonly ReadingHeader _header;
    private readonly uint _firstTimeS;

    /// <summary>Makes the node and its key; its first message is of <paramref name="firstTimeS"/>, Unix s.</summary>
    public SampleNode(int number, uint firstTimeS = UsualFirstTimeS)
    {
        _firstTimeS = firstTimeS;
        Urn = $"urn:dev:mac:0024befffe8{number:x5}";
        Key = new MemoryKey();
        _encoder = new ReadingEncoder(Urn);
        _header = new ReadingHeader
        {
            KeyId = Key.Thumbprint,
            HasIssuedAt = true,
            Boot = 1,
            Previous = new byte[Sha256.DigestLength],
        };
    }

    /// <summary>URN of the node.</summary>
    public string Urn { get; }

    /// <summary>Its key.</summary>
    public MemoryKey Key { get; }

    /// <summary>
    /// Makes messages, the nodes taking turns from the one at <paramref name="first"/> on. They are signed on all cores, those of a node one after
    /// the other.
    /// </summary>
    public static SampleMessage[] TakeTurns(IReadOnlyList<SampleNode> nodes, int first, int count)
    {
        SampleMessage[] messages = new SampleMessage[count];
        Parallel.For(0, Math.Min(nodes.Count, count), start =>
        {
            for (int i = start; i < count; i += nodes.Count)
            {
                messages[i] = nodes[(first + i) % nodes.Count].Next();
            }
        });
        return messages;
    }

    /// <summary>Makes the node's next message.</summary>
    public SampleMessage Next()
    {
        uint timeS = _firstTimeS + (_header.Sequence * IntervalS);
        _header.IssuedAt = timeS;
        byte[] digest = SHA256.HashData(_encoder.Prepare(_header, timeS));
        byte[] signature = Key.SignDigest(digest);
        byte[] bytes = _encoder.Complete(signature);
        byte[] hash = SHA256.HashData(bytes);
        SampleMessage message = new(Urn, bytes, digest, signature, new ReadingKey(Key.Thumbprint, 1, _header.Sequence, hash), timeS * 1000L);
        _header.Previous = hash;
        _header.Sequence++;
        return message;
    }

    /// <summary>Frees the key.</summary>
    public void Dispose() => Key.Dispose();
}

/// <summary>A signed reading message with what a benchmark needs beside its bytes.</summary>
/// <param name="Urn">The node that signed it.</param>
/// <param name="Bytes">The message as sent.</param>
/// <param name="Digest">SHA-256 of its Sig_structure.</param>
/// <param name="Signature">Its signature r‖s.</param>
/// <param name="Key">Node, boot, sequence number and hash.</param>
/// <param name="TimeMs">When it was measured and received, Unix ms.</param>
public sealed record SampleMessage(string Urn, byte[] Bytes, byte[] Digest, byte[] Signature, ReadingKey Key, long TimeMs);
