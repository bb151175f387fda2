using System.Security.Cryptography;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// A reading message appraised by itself: its form, its signer and its signature or tag. Needs no state but the register of nodes, so many are appraised
/// at once; its place in the node's chain is <see cref="SequenceContinuity"/>'s.
/// </summary>
public sealed class ReadingAppraisal
{
    private ReadingAppraisal(AppraisalResult result, string detail)
    {
        Result = result;
        Detail = detail;
    }

    /// <summary>Accepted as far as the message alone can tell, or why not.</summary>
    public AppraisalResult Result { get; private set; }

    /// <summary>What exactly was wrong, for a log; empty when accepted.</summary>
    public string Detail { get; private set; }

    /// <summary>The parsed header; null when it could not be parsed.</summary>
    public ReadingHeader? Header { get; private init; }

    /// <summary>The parsed pack; null when it could not be parsed.</summary>
    public SenmlPack? Pack { get; private init; }

    /// <summary>The COSE_Sign1 of a signed message; null for one under a shared key, and when it could not be parsed.</summary>
    public CoseSign1? Envelope { get; private init; }

    /// <summary>The node it is from; null when unknown.</summary>
    public NodeRecord? Node { get; private set; }

    /// <summary>SHA-256 of the message as received; null when it was not hashed.</summary>
    public byte[]? MessageHash { get; private set; }

    /// <summary>Whether the signature or tag was verified, so that the answer to this message may be trusted to reach its signer's cause.</summary>
    public bool IsAuthentic => MessageHash is not null;

    /// <summary>Whether <paramref name="hash"/> is that of this message, under either of its two signatures.</summary>
    public bool IsMessage(byte[] hash) =>
        MessageHash is not null
        && (hash.AsSpan().SequenceEqual(MessageHash) || (Envelope is not null && hash.AsSpan().SequenceEqual(SignatureTwin.HashOf(Envelope))));

    /// <summary>
    /// Appraises a message. <paramref name="topicNode"/> is the node its topic names, null where there was no topic (a ledger afterwards);
    /// <paramref name="receivedAtMs"/> is when it was received, Unix ms.
    /// </summary>
    /// <param name="message">The message as received: a COSE_Sign1, or a COSE_Mac0 under a shared key.</param>
    /// <param name="topicNode">The node its topic names, or null.</param>
    /// <param name="receivedAtMs">When it was received, Unix ms.</param>
    /// <param name="state">The register of nodes.</param>
    /// <param name="sharedKeyOf">The shared key of a thumbprint, or null. Without it no COSE_Mac0 is authentic.</param>
    public static ReadingAppraisal Appraise(
        byte[] message, string? topicNode, long receivedAtMs, LedgerState state, Func<byte[], byte[]?>? sharedKeyOf = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(state);
        return Appraise(
            message, topicNode, receivedAtMs, state, parsed => sharedKeyOf?.Invoke(parsed.Header.KeyId) is { } key && parsed.IsAuthenticUnder(key));
    }

    /// <summary>
    /// Appraises a message as whoever does not have the nodes' shared keys can: a COSE_Mac0 passes whatever its tag. For a ledger afterwards, which
    /// says of such messages that they rest on the gateway's word.
    /// </summary>
    internal static ReadingAppraisal AppraiseWithoutSecrets(byte[] message, long receivedAtMs, LedgerState state) =>
        Appraise(message, null, receivedAtMs, state, static _ => true);

    private static ReadingAppraisal Appraise(
        byte[] message, string? topicNode, long receivedAtMs, LedgerState state, Func<MacReadingMessage, bool> isAuthentic)
    {
        if (message.Length > ReadingMessage.MaxLength)
        {
            return new ReadingAppraisal(AppraisalResult.Oversized, $"{message.Length} bytes, at most {ReadingMessage.MaxLength}");
        }

        try
        {
            if (CoseMac0.IsTagged(message))
            {
                MacReadingMessage tagged = MacReadingMessage.Parse(message);
                return new ReadingAppraisal(AppraisalResult.Accepted, "") { Header = tagged.Header, Pack = tagged.Pack }
                    .Judge(message, topicNode, receivedAtMs, state, node => node.Key is null && isAuthentic(tagged));
            }

            ReadingMessage signed = ReadingMessage.Parse(message);
            return new ReadingAppraisal(AppraisalResult.Accepted, "") { Header = signed.Header, Pack = signed.Pack, Envelope = signed.Envelope }
                .Judge(message, topicNode, receivedAtMs, state, node => node.Key?.VerifyCoseSign1(signed.Envelope) == true);
        }
        catch (WireFormatException malformed)
        {
            return new ReadingAppraisal(AppraisalResult.Malformed, malformed.Message);
        }
    }

    private ReadingAppraisal Judge(byte[] message, string? topicNode, long receivedAtMs, LedgerState state, Func<NodeRecord, bool> isFrom)
    {
        Node = state.Nodes.GetValueOrDefault(Header!.KeyId);
        if (Node is null)
        {
            return Refuse(AppraisalResult.UnknownAttester, $"key {Convert.ToHexStringLower(Header.KeyId)}");
        }

        if (topicNode is not null && topicNode != Node.Urn)
        {
            return Refuse(AppraisalResult.NodeMismatch, $"signed by {Node.Urn}");
        }

        if (!isFrom(Node))
        {
            return Refuse(AppraisalResult.BadSignature, $"claims to be {Node.Urn}");
        }

        MessageHash = SHA256.HashData(message);
        if (Node.Status != NodeStatus.Active)
        {
            AppraisalResult result = Node.Status == NodeStatus.Suspended ? AppraisalResult.Suspended : AppraisalResult.Revoked;
            return Refuse(result, $"{Node.Urn}: {Node.LastStatusChange!.Reason}");
        }

        return JudgeContent(receivedAtMs);
    }

    private ReadingAppraisal JudgeContent(long receivedAtMs) =>
        !NamesNode(Pack!.NodeName, Node!.Urn)
            ? Refuse(AppraisalResult.NodeMismatch, $"base name {Pack.NodeName} is not {Node.Urn}_")
            : AppraisalPolicy.AllowsTimes(Header!, Pack, receivedAtMs)
            ? this
            : Refuse(
                AppraisalResult.ClockOutOfRange,
                $"issued at {Header!.IssuedAt}, measured at {Pack.Time}, received at {receivedAtMs / 1000} (Unix s)");

    private ReadingAppraisal Refuse(AppraisalResult result, string detail)
    {
        Result = result;
        Detail = detail;
        return this;
    }

    private static bool NamesNode(string baseName, string urn) =>
        baseName.Length == urn.Length + 1 && baseName[^1] == '_' && baseName.StartsWith(urn, StringComparison.Ordinal);
}
