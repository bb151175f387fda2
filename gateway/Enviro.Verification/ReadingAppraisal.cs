using System.Security.Cryptography;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// A reading message appraised by itself: its form, its signer and its signature. Needs no state but the register of nodes, so many are appraised
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

    /// <summary>The parsed message; null when it could not be parsed.</summary>
    public ReadingMessage? Message { get; private init; }

    /// <summary>The node that signed it; null when unknown.</summary>
    public NodeRecord? Node { get; private init; }

    /// <summary>SHA-256 of the message as received; null when it was not hashed.</summary>
    public byte[]? MessageHash { get; private init; }

    /// <summary>Whether the signature was verified, so that the answer to this message may be trusted to reach its signer's cause.</summary>
    public bool IsAuthentic => MessageHash is not null;

    /// <summary>Whether <paramref name="hash"/> is that of this message, under either of its two signatures.</summary>
    public bool IsMessage(byte[] hash) =>
        MessageHash is not null
        && (hash.AsSpan().SequenceEqual(MessageHash) || hash.AsSpan().SequenceEqual(SignatureTwin.HashOf(Message!.Envelope)));

    /// <summary>
    /// Appraises a message. <paramref name="topicNode"/> is the node its topic names, null where there was no topic (a ledger afterwards);
    /// <paramref name="receivedAtMs"/> is when it was received, Unix ms.
    /// </summary>
    public static ReadingAppraisal Appraise(byte[] message, string? topicNode, long receivedAtMs, LedgerState state)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(state);
        if (message.Length > ReadingMessage.MaxLength)
        {
            return new ReadingAppraisal(AppraisalResult.Oversized, $"{message.Length} bytes, at most {ReadingMessage.MaxLength}");
        }

        ReadingMessage parsed;
        try
        {
            parsed = ReadingMessage.Parse(message);
        }
        catch (WireFormatException malformed)
        {
            return new ReadingAppraisal(AppraisalResult.Malformed, malformed.Message);
        }

        NodeRecord? node = state.Nodes.GetValueOrDefault(parsed.Header.KeyId);
        if (node is null)
        {
            string thumbprint = Convert.ToHexStringLower(parsed.Header.KeyId);
            return new ReadingAppraisal(AppraisalResult.UnknownAttester, $"key {thumbprint}") { Message = parsed };
        }

        if (topicNode is not null && topicNode != node.Urn)
        {
            return new ReadingAppraisal(AppraisalResult.NodeMismatch, $"signed by {node.Urn}") { Message = parsed, Node = node };
        }

        if (!node.Key.VerifyCoseSign1(parsed.Envelope))
        {
            return new ReadingAppraisal(AppraisalResult.BadSignature, $"claims to be {node.Urn}") { Message = parsed, Node = node };
        }

        ReadingAppraisal authentic = new(AppraisalResult.Accepted, "") { Message = parsed, Node = node, MessageHash = SHA256.HashData(message) };
        authentic.JudgeContent(receivedAtMs);
        return authentic;
    }

    private void JudgeContent(long receivedAtMs)
    {
        if (!NamesNode(Message!.Pack.NodeName, Node!.Urn))
        {
            Result = AppraisalResult.NodeMismatch;
            Detail = $"base name {Message.Pack.NodeName} is not {Node.Urn}_";
        }
        else if (!AppraisalPolicy.AllowsTimes(Message, receivedAtMs))
        {
            Result = AppraisalResult.ClockOutOfRange;
            Detail = $"issued at {Message.Header.IssuedAt}, measured at {Message.Pack.Time}, received at {receivedAtMs / 1000} (Unix s)";
        }
    }

    private static bool NamesNode(string baseName, string urn) =>
        baseName.Length == urn.Length + 1 && baseName[^1] == '_' && baseName.StartsWith(urn, StringComparison.Ordinal);
}
