using Enviro.Gateway;
using Enviro.Ledger;

namespace Enviro.Simulator;

/// <content>The loop around the pipeline, one turn at a time.</content>
internal sealed partial class SimulatedGateway
{
    private const int MaxBatch = 512;
    private const long FailedWritePauseMs = 1_000;
    private const long IdleCheckMs = 60_000;
    private const long RefusalFlushMs = 2_000;

    private void Receive(Arrival arrival)
    {
        if (Core is null || _waiting.Count == MaxWaiting)
        {
            return;
        }

        _waiting.Enqueue(arrival);
        _turn.Set(_queue.NowMs + TurnDelayMs);
    }

    /// <summary>One turn of the service's loop.</summary>
    private void Turn()
    {
        List<Arrival> batch = [];
        while (batch.Count < MaxBatch && _waiting.TryDequeue(out Arrival? arrival))
        {
            batch.Add(arrival);
        }

        long pauseMs = 0;
        Guard(() =>
        {
            try
            {
                Send(Core!.Process(batch).Departures);
                Send(Core.ChallengeDue(_queue.NowMs));
            }
            catch (LedgerException failure) when (!failure.IsFatal)
            {
                _oracle.NoteGateway($"cannot write: {failure.Fault}");
                pauseMs = FailedWritePauseMs;
            }

            Core!.Sealer.SealIfDue();
            if (Core.Refusals.HasPending && _queue.NowMs >= _nextFlushMs)
            {
                _nextFlushMs = _queue.NowMs + RefusalFlushMs;
                FlushRefusals();
            }
        });
        if (Core is null)
        {
            return;
        }

        _restartMs = FirstRestartMs;
        _oracle.NoteLimits(Core, _waiting.Count);
        long next = _queue.NowMs + IdleCheckMs;
        if (_waiting.Count > 0)
        {
            next = _queue.NowMs + TurnDelayMs;
        }
        else if (Core.Sealer.DueAt is { } due)
        {
            next = Math.Min(next, Math.Max(due.ToUnixTimeMilliseconds(), _queue.NowMs + TurnDelayMs));
        }

        _turn.Set(next + pauseMs + Disk.TakeDelayMs() + Tpm.TakeDelayMs());
    }

    private void FlushRefusals()
    {
        try
        {
            Core!.Refusals.Flush(_store!);
        }
        catch (LedgerException failure) when (!failure.IsFatal)
        {
            // They are kept and counted.
        }
    }

    private void Send(IReadOnlyList<Departure> departures)
    {
        // A process that died in the meantime has sent nothing.
        if (!Disk.IsDead)
        {
            foreach (Departure departure in departures)
            {
                _network.Send(departure);
            }
        }
    }
}
