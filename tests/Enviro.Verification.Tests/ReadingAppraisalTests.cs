using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

public sealed class ReadingAppraisalTests : IDisposable
{
    private const long NowMs = (TestNode.StartS + 60) * 1000;

    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-appraisal-").FullName;
    private readonly TestNode _node = new("urn:dev:ops:32473-a");
    private readonly TestNode _other = new("urn:dev:ops:32473-b");
    private readonly TestNode _stranger = new("urn:dev:ops:32473-c");
    private readonly LedgerState _state = new();

    public ReadingAppraisalTests()
    {
        using SigningKey operatorKey = SigningKey.Create(Path.Combine(_folder, "operator.pem"));
        Assert.Equal(RegisterResult.Accepted, _state.Apply(EntryKind.Charter, Charter.Sign(operatorKey, "test", 0)));
        foreach (TestNode node in (TestNode[])[_node, _other])
        {
            Assert.Equal(RegisterResult.Accepted, _state.Apply(EntryKind.NodeEnrolled, node.Enrolment(_state.ChainId).Sign(operatorKey)));
        }
    }

    public void Dispose()
    {
        _node.Dispose();
        _other.Dispose();
        _stranger.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_message_of_an_enrolled_node_is_accepted()
    {
        byte[] message = _node.Next();

        ReadingAppraisal appraisal = Appraise(message);

        Assert.Equal(AppraisalResult.Accepted, appraisal.Result);
        Assert.True(appraisal.IsAuthentic);
        Assert.Equal(_node.Urn, appraisal.Node!.Urn);
        Assert.Equal(SHA256.HashData(message), appraisal.MessageHash);
        Assert.Equal(352, appraisal.Pack!.Readings[0].Mantissa);
    }

    [Fact]
    public void A_message_without_a_clock_is_accepted() => Assert.Equal(AppraisalResult.Accepted, Appraise(_node.Next(timeS: null)).Result);

    [Fact]
    public void A_message_needs_no_topic_when_a_ledger_is_verified() =>
        Assert.Equal(AppraisalResult.Accepted, ReadingAppraisal.Appraise(_node.Next(), null, NowMs, _state).Result);

    [Fact]
    public void No_single_bit_can_be_altered()
    {
        byte[] message = _node.Next();
        CoseSign1 parts = CoseSign1.Parse(message);
        int[] accepted = [.. Enumerable.Range(0, message.Length * 8).AsParallel().Where(bit =>
        {
            byte[] altered = [.. message];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            ReadingAppraisal appraisal = Appraise(altered);
            bool inSignature = bit / 8 >= parts.SignatureOffset;
            return appraisal.IsAuthentic
                || appraisal.Result is not (AppraisalResult.Malformed or AppraisalResult.UnknownAttester or AppraisalResult.BadSignature)
                || (inSignature && appraisal.Result != AppraisalResult.BadSignature);
        })];

        Assert.Empty(accepted);
    }

    [Fact]
    public void No_end_can_be_cut_off_and_none_added()
    {
        byte[] message = _node.Next();

        Assert.All(Enumerable.Range(0, message.Length), length => Assert.Equal(AppraisalResult.Malformed, Appraise(message[..length]).Result));
        Assert.Equal(AppraisalResult.Malformed, Appraise([.. message, 0]).Result);
    }

    [Fact]
    public void A_signature_of_zeros_is_no_signature()
    {
        byte[] message = _node.Next();
        message.AsSpan(message.Length - CoseSign1.SignatureLength).Clear();

        Assert.Equal(AppraisalResult.BadSignature, Appraise(message).Result);
    }

    [Theory]
    [InlineData(ReadingMessage.MaxLength, AppraisalResult.Malformed)]
    [InlineData(ReadingMessage.MaxLength + 1, AppraisalResult.Oversized)]
    [InlineData(1_000_000, AppraisalResult.Oversized)]
    public void What_is_too_long_is_not_even_parsed(int length, AppraisalResult result) => Assert.Equal(result, Appraise(new byte[length]).Result);

    [Fact]
    public void A_key_that_is_not_enrolled_is_unknown()
    {
        ReadingAppraisal appraisal = Appraise(_stranger.Next());

        Assert.Equal(AppraisalResult.UnknownAttester, appraisal.Result);
        Assert.False(appraisal.IsAuthentic);
        Assert.Contains(Convert.ToHexStringLower(_stranger.Thumbprint), appraisal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stranger_who_names_an_enrolled_key_has_no_signature_of_it()
    {
        byte[] forged = _stranger.Sign(1, 0, new byte[32], TestNode.StartS, _node.Urn, keyId: _node.Thumbprint);

        Assert.Equal(AppraisalResult.BadSignature, Appraise(forged).Result);
    }

    [Fact]
    public void A_node_cannot_speak_on_the_topic_of_another()
    {
        ReadingAppraisal appraisal = ReadingAppraisal.Appraise(_other.Next(), _node.Urn, NowMs, _state);

        Assert.Equal(AppraisalResult.NodeMismatch, appraisal.Result);
        Assert.False(appraisal.IsAuthentic);
    }

    [Theory]
    [InlineData("urn:dev:ops:32473-b")]
    [InlineData("urn:dev:ops:32473-a-")]
    [InlineData("urn:dev:ops:32473-")]
    [InlineData("x")]
    public void A_node_cannot_name_another_in_its_pack(string urn)
    {
        ReadingAppraisal appraisal = Appraise(_node.Sign(1, 0, new byte[32], TestNode.StartS, urn));

        Assert.Equal(AppraisalResult.NodeMismatch, appraisal.Result);
        Assert.True(appraisal.IsAuthentic);
    }

    [Theory]
    [InlineData(AppraisalPolicy.MaxAheadMs / 1000, AppraisalResult.Accepted)]
    [InlineData((AppraisalPolicy.MaxAheadMs / 1000) + 1, AppraisalResult.ClockOutOfRange)]
    [InlineData(-AppraisalPolicy.MaxBehindMs / 1000, AppraisalResult.Accepted)]
    [InlineData((-AppraisalPolicy.MaxBehindMs / 1000) - 1, AppraisalResult.ClockOutOfRange)]
    public void A_clock_may_be_off_only_so_far(long offS, AppraisalResult result)
    {
        ReadingAppraisal appraisal = Appraise(_node.Sign(1, 0, new byte[32], (NowMs / 1000) + offS));

        Assert.Equal(result, appraisal.Result);
        Assert.True(appraisal.IsAuthentic);
    }

    private ReadingAppraisal Appraise(byte[] message) => ReadingAppraisal.Appraise(message, _node.Urn, NowMs, _state);
}
