using System.Numerics;
using Enviro.Ledger.Registers;

namespace Enviro.Ledger.Tests;

public sealed class CalibrationRegisterTests : IDisposable
{
    private const string Urn = "urn:dev:ow:10e2073a01080063";

    private readonly TestChain _chain = new();
    private readonly LedgerState _state;

    public CalibrationRegisterTests()
    {
        _state = _chain.Founded();
    }

    [Fact]
    public void The_last_calibration_that_covers_the_time_applies()
    {
        Assert.Null(_state.Calibrations.Find(Urn, "pm2.5", 1500));
        Assert.Equal(RegisterResult.Accepted, Apply(Made(from: 1000, to: 2000, gain: 2)));
        Assert.Equal(RegisterResult.Accepted, Apply(Made(from: 1500, to: 0, gain: 3)));
        Assert.Equal(RegisterResult.Accepted, Apply(Made(from: 1800, to: 1900, gain: 4)));
        Assert.Equal(RegisterResult.Accepted, Apply(Made(from: 1000, to: 1100, gain: 5, quantity: "pm10")));
        (long Time, int? Gain)[] expected = [(999, null), (1000, 2), (1499, 2), (1500, 3), (1799, 3), (1800, 4), (1899, 4), (1900, 3), (2000, 3), (long.MaxValue, 3)];
        Assert.All(expected, at => Assert.Equal(at.Gain, (int?)_state.Calibrations.Find(Urn, "pm2.5", at.Time)?.Gain.Mantissa));
        Assert.Equal(5, (int)_state.Calibrations.Find(Urn, "pm10", 1000)!.Gain.Mantissa);
        Assert.Null(_state.Calibrations.Find("urn:dev:ow:other", "pm2.5", 1500));
        Assert.Equal(4, _state.Calibrations.All.Count);
    }

    [Fact]
    public void Every_rule_has_its_verdict()
    {
        Calibration made = Made();
        Assert.Equal(RegisterResult.MissingCharter, new LedgerState().Apply(EntryKind.Calibration, made.Sign(_chain.Operator)));
        Assert.Equal(RegisterResult.NotAuthorised, _state.Apply(EntryKind.Calibration, made.Sign(_chain.Service)));
        Assert.Equal(RegisterResult.BadSignature, _state.Apply(EntryKind.Calibration, _chain.Node.SignCoseSign1(
            SignedMessage.EncodeHeader(Calibration.ContentType, _chain.Operator.Thumbprint), made.EncodePayload())));
        Assert.Equal(RegisterResult.WrongChain, Apply(Made(chainId: new byte[32])));
        Assert.Equal(RegisterResult.UnknownNode, Apply(Made(urn: "urn:dev:ow:other")));
        Assert.Equal(RegisterResult.Malformed, _state.Apply(EntryKind.Calibration, _chain.NodeMessage()));
        Assert.Empty(_state.Calibrations.All);
        Assert.Equal(RegisterResult.Accepted, Apply(made));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(made));
        Assert.Single(_state.Calibrations.All);
    }

    [Fact]
    public void Members_outside_their_limits_are_refused()
    {
        ExactDecimal tooLong = new((BigInteger)long.MaxValue + 1, 0);
        Calibration[] refused =
        [
            Made(from: 5, to: 5), Made(from: 5, to: 4), Made(from: -1), Made(gain: 0), Made(gain: -1), Made(urn: "urn:x"), Made(quantity: ""),
            Made(quantity: "a b"), Made(quantity: new string('x', 33)), Made(who: ""), Made(who: new string('x', 65)), Made(offset: tooLong),
            Made(offset: new ExactDecimal(1, 19)), Made(offset: new ExactDecimal(1, -19)), Made(chainId: new byte[31]),
        ];
        Assert.All(refused, calibration => Assert.ThrowsAny<ArgumentException>(() => calibration.Sign(_chain.Operator)));
        string name = new('x', 64);
        byte[] largest = new Calibration
        {
            Urn = "urn:dev:" + new string('x', 87),
            Quantity = new string('x', 32),
            Who = name,
            Instrument = name,
            Reference = name,
            Offset = new ExactDecimal(long.MinValue, -18),
            Gain = new ExactDecimal(long.MaxValue, -18),
            ValidFromMs = long.MaxValue - 1,
            ValidToMs = long.MaxValue,
            AtMs = long.MaxValue,
            ChainId = _chain.ChainId,
        }.Sign(_chain.Operator);
        Assert.InRange(largest.Length, 1, Calibration.MaxLength);
        Assert.Equal(long.MinValue, Calibration.Parse(largest).Offset.Mantissa);
    }

    [Fact]
    public void A_table_read_from_a_ledger_finds_the_same_and_passes_over_rubbish()
    {
        using TempFolder folder = new();
        using LedgerStore store = LedgerStore.Create(folder.Path);
        _chain.Found(store);
        store.Append(
        [
            TestChain.EntryOf(EntryKind.Calibration, Made().Sign(_chain.Operator)),
            TestChain.EntryOf(EntryKind.Calibration, [1, 2, 3]),
            TestChain.EntryOf(EntryKind.Calibration, Made(gain: 7).Sign(_chain.Operator)),
        ]);
        CalibrationTable table = CalibrationTable.Read(store);
        Assert.Equal(2, table.All.Count);
        Assert.Equal(7, (int)table.Find(Urn, "pm2.5", 5000)!.Gain.Mantissa);
    }

    [Fact]
    public void No_changed_bit_is_accepted() => EveryBit.AssertRefused(_state, EntryKind.Calibration, Made().Sign(_chain.Operator));

    [Fact]
    public void The_payload_withstands_hostile_bytes() =>
        HostileBytes.AssertWithstood(Made().EncodePayload(), encoded => Calibration.ParsePayload(encoded).EncodePayload());

    public void Dispose() => _chain.Dispose();

    private RegisterResult Apply(Calibration calibration) => _state.Apply(EntryKind.Calibration, calibration.Sign(_chain.Operator));

    private Calibration Made(
        string urn = Urn, string quantity = "pm2.5", string who = "Ada", ExactDecimal? offset = null, long gain = 1034, long from = 1000, long to = 0,
        byte[]? chainId = null) => new()
        {
            Urn = urn,
            Quantity = quantity,
            Who = who,
            Instrument = "Grimm 11-D",
            Reference = "certificate 17",
            Offset = offset ?? new ExactDecimal(-4, -1),
            Gain = new ExactDecimal(gain, 0),
            ValidFromMs = from,
            ValidToMs = to,
            AtMs = 5,
            ChainId = chainId ?? _chain.ChainId,
        };
}
