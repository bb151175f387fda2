using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>
/// A node without Wi-Fi for a day, power-cycled 50 times in it, at random moments and inside flash writes: what it stored arrives, all of it, once, in
/// order, with the time it was measured at and the late flag. A cut costs the sample that was being made, as a gap that the gateway can see, and nothing else.
/// </summary>
public sealed class OfflineDayTests
{
    private const int Cuts = 50;
    private const long DayMs = 86_400_000;
    private const int GraceMs = 5_000;

    [Theory]
    [InlineData(48, 300, false)]
    [InlineData(48, 300, true)]
    [InlineData(512, 60, false)]
    [InlineData(512, 60, true)]
    public void A_day_without_Wi_Fi_and_50_power_cycles_loses_nothing_that_was_stored(int sectors, int intervalS, bool sleeps)
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        using OfflineDay day = new(seed, sectors, intervalS, sleeps);
        day.LoseNetwork();
        day.CyclePower(Cuts, DayMs);
        day.Return();

        day.AssertArrived();
        day.AssertLate();
        day.AssertGapsAreCuts();
    }

    private sealed class OfflineDay : IDisposable
    {
        private readonly ProgramWorld _world;
        private readonly Random _random;
        private readonly string _seed;
        private readonly int _intervalMs;
        private readonly bool _sleeps;

        /// <summary>Messages stored: hash and slot, Unix ms.</summary>
        private readonly List<(string Hash, long SlotMs)> _stored = [];

        /// <summary>When the board could not measure, from losing power to running again, Unix ms.</summary>
        private readonly List<(long FromMs, long ToMs)> _dead = [];
        private NodeAgent? _agent;
        private uint _seen;
        private long _outageMs;
        private long _backMs;

        internal OfflineDay(int seed, int sectors, int intervalS, bool sleeps)
        {
            _seed = $"seed {seed}";
            _random = new Random(seed);
            _intervalMs = intervalS * 1_000;
            _sleeps = sleeps;
            _world = new ProgramWorld(new BoardGeometry(sectors));
            _world.Board.Stepped = Note;
            _world.Configure(document =>
            {
                document.SampleIntervalS = intervalS;
                document.SleepsBetweenSamples = sleeps;
            });
        }

        internal void LoseNetwork()
        {
            _world.RunFor((4 * _intervalMs) - (_world.NowMs % _intervalMs) + _random.Next(_intervalMs));
            Assert.True(_world.Gateway.Kept.Count >= 4, _seed);
            _outageMs = _world.NowMs;
            _world.Board.HasNetwork = false;
        }

        internal void CyclePower(int cuts, long durationMs)
        {
            long endMs = _world.NowMs + durationMs;
            for (int i = 0; i < cuts; i++)
            {
                long remainingMs = endMs - _world.NowMs;
                _world.RunFor(_random.NextInt64(2 * remainingMs / (cuts - i + 1)));
                if (i % 2 == 0)
                {
                    CutInsideWrite();
                }

                long fromMs = _world.NowMs;
                _world.Board.PowerOff();
                _world.RunFor(_random.Next(i % 10 == 0 ? 3 * _intervalMs : 20_000));
                _world.Board.PowerOn();
                if (i % 7 == 0)
                {
                    // Once more, while the start is written down.
                    _world.Board.RecordFlash.CutPowerAfter(_random.Next(64));
                    _world.RunTo(() => !_world.Board.HasPower || _world.Board.Program?.Agent != null, 60_000);
                    _world.Board.PowerOn();
                }

                _world.RunTo(() => _world.Board.Program?.Agent?.IsStarted == true, 60_000);
                _dead.Add((fromMs, _world.NowMs));
            }

            _world.RunFor(endMs - _world.NowMs);
        }

        internal void Return()
        {
            _backMs = _world.NowMs;
            _world.Board.HasNetwork = true;

            // A board that sleeps notices at its next wake.
            _world.RunTo(() => _world.Board.Program?.Agent is { IsInSession: true, WaitingCount: 0 }, 3 * _intervalMs);
            Assert.Equal(0u, _world.Board.Program!.Outbox.Dropped);
        }

        internal void AssertArrived()
        {
            Assert.True(_world.Board.PowerCuts >= Cuts, _seed);
            Assert.Equal(_stored.Select(stored => stored.Hash), _world.Gateway.KeptHashes.Select(Convert.ToHexString));
            for (int i = 0; i < _stored.Count; i++)
            {
                ReadingMessage kept = _world.Gateway.Kept[i];
                Assert.True(kept.Pack.HasTime && kept.Pack.Time * 1_000L == _stored[i].SlotMs, $"{_seed}: message {i} is of another time");
                long measuredMs = kept.Pack.Readings[0].Mantissa * 1_000;
                Assert.InRange(measuredMs - _stored[i].SlotMs, 0, GraceMs);
            }

            // Each slot at most once, and most of them: the cuts cost no more than themselves.
            Assert.Equal(_stored.Count, _stored.Select(stored => stored.SlotMs).Distinct().Count());
        }

        internal void AssertLate()
        {
            for (int i = 0; i < _stored.Count; i++)
            {
                bool isLate = (_world.Gateway.Kept[i].Header.Flags & ReadingFlags.SentLate) != 0;
                bool isOffline = _stored[i].SlotMs >= _outageMs && _stored[i].SlotMs < _backMs;

                // Nothing waits yet when the first of an outage is signed: a node that has just started or woken, or just lost its network, cannot know.
                long knownMs = Math.Max(_outageMs, _dead.Where(dead => dead.FromMs <= _stored[i].SlotMs).Select(dead => dead.ToMs).LastOrDefault());
                bool isUnknown = _sleeps || _stored[i].SlotMs - knownMs <= GraceMs + NodeProgram.MaxWaitMs;
                bool isFirst = isOffline && _stored[i - 1].SlotMs < _outageMs;
                Assert.True((isFirst && isUnknown) || isLate == isOffline || _stored[i].SlotMs >= _backMs, $"{_seed}: message {i}, late {isLate}, offline {isOffline}");
            }
        }

        internal void AssertGapsAreCuts()
        {
            HashSet<long> stored = [.. _stored.Select(sample => sample.SlotMs)];
            int missing = 0;
            for (long slotMs = _stored[0].SlotMs; slotMs < _backMs; slotMs += _intervalMs)
            {
                if (!stored.Contains(slotMs))
                {
                    // Without power when it was due, or powered off in its write: nothing else may cost a sample.
                    Assert.True(_dead.Exists(dead => dead.FromMs <= slotMs + GraceMs && dead.ToMs >= slotMs), $"{_seed}: slot {slotMs} is missing without a cut");
                    missing++;
                }
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"{_stored.Count} stored, {missing} cut, {_world.Board.Wakes} wakes, {_world.Board.PowerCuts} cuts");
        }

        public void Dispose() => _world.Dispose();

        /// <summary>Lets the power go inside the next message's reservation or write.</summary>
        private void CutInsideWrite()
        {
            int before = _world.Board.PowerCuts;
            _world.Board.OutboxFlash.CutPowerAfter(_random.Next(300));
            _world.RunTo(() => _world.Board.PowerCuts > before, 4 * _intervalMs);
        }

        private void Note(NodeProgram program)
        {
            if (program.Agent == null)
            {
                return;
            }

            _seen = ReferenceEquals(_agent, program.Agent) ? _seen : 0;
            _agent = program.Agent;
            if (_agent.Counters.Stored > _seen)
            {
                _seen = _agent.Counters.Stored;
                _stored.Add((Convert.ToHexString(program.Outbox.Previous), program.Outbox.LastSlot * 1_000L));
            }
        }
    }
}
