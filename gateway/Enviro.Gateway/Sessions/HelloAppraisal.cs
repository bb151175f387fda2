using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>A hello judged by itself: its form, and that whoever sent it has the key it names.</summary>
/// <param name="Result">Accepted as far as the message alone can tell, or why not.</param>
/// <param name="Detail">What exactly was wrong.</param>
/// <param name="Hello">The message; null when it could not be parsed.</param>
/// <param name="Node">The node enrolled with this key; null where there is none.</param>
internal sealed record HelloAppraisal(AppraisalResult Result, string Detail, Hello? Hello = null, NodeRecord? Node = null)
{
    /// <summary>Longest URN: topics, packs and file names hold it.</summary>
    private const int MaxUrnLength = 90;

    /// <summary>Judges a hello published under a node's topic; for many threads at once.</summary>
    internal static HelloAppraisal Appraise(byte[] message, string topicNode, LedgerState state, SharedKeys sharedKeys)
    {
        if (message.Length > Hello.MaxLength)
        {
            return new HelloAppraisal(AppraisalResult.Oversized, $"{message.Length} bytes, at most {Hello.MaxLength}");
        }

        Hello hello;
        try
        {
            hello = Hello.Parse(message);
        }
        catch (WireFormatException malformed)
        {
            return new HelloAppraisal(AppraisalResult.Malformed, malformed.Message);
        }

        NodeRecord? node = state.Nodes.GetValueOrDefault(hello.Envelope.KeyId);
        (AppraisalResult result, string detail) = Judge(hello, topicNode, node, sharedKeys);
        return new HelloAppraisal(result, detail, hello, node);
    }

    private static (AppraisalResult Result, string Detail) Judge(Hello hello, string topicNode, NodeRecord? node, SharedKeys sharedKeys)
    {
        string key = GatewayParts.Name(hello.Envelope.KeyId);
        if (!NodeEnrolment.IsNodeUrn(hello.Urn) || hello.Urn.Length > MaxUrnLength || hello.Urn.AsSpan().IndexOfAny('/', '_') >= 0)
        {
            return (AppraisalResult.Malformed, "hello: not the URN of a device");
        }

        if (hello.Envelope.IsMac)
        {
            byte[]? shared = sharedKeys.Find(hello.Envelope.KeyId);
            if (shared is null)
            {
                return (AppraisalResult.UnknownAttester, node is { Key: null } ? "its shared key is not here" : $"shared key {key}");
            }

            if (!hello.Envelope.IsAuthenticUnder(shared))
            {
                return (AppraisalResult.BadSignature, $"claims to be {hello.Urn}");
            }
        }
        else if (!IsSigned(hello, node))
        {
            return (AppraisalResult.BadSignature, $"key {key} claims to be {hello.Urn}");
        }

        return hello.Urn == topicNode ? (AppraisalResult.Accepted, "") : (AppraisalResult.NodeMismatch, $"key {key} says hello as {hello.Urn} under the topic of {topicNode}");
    }

    private static bool IsSigned(Hello hello, NodeRecord? node) => node is null
        ? Es256.Verify(hello.PublicKey, hello.Envelope.Digest(), hello.Envelope.Signature)
        : node.Key?.VerifyDigest(hello.Envelope.Digest(), hello.Envelope.Signature) == true;
}
