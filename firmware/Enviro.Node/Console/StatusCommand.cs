namespace Enviro.Node;

/// <summary><c>status</c> and <c>outbox</c>: how the node and its way to the gateway are, and what was counted since the start.</summary>
internal static class StatusCommand
{
    internal static void Answer(NodeProgram program, ConsoleAnswer answer)
    {
        NodeAgent? agent = program.Agent;
        bool isInSession = agent != null && agent.IsInSession;
        long nowMs = program.Parts.Board.UptimeMs;
        answer.Fact("uptime", (nowMs / 1_000).ToString());
        answer.Fact("link", program.IsConnected ? "up" : "down");
        answer.Fact("session", isInSession ? "yes" : "no");
        answer.Fact("appraisal", agent == null || !agent.IsAppraised ? "none" : agent.LastAppraisal == 0 ? "accepted" : "refused " + agent.LastAppraisal.ToString());
        answer.Fact("clock", agent == null || !agent.IsClockSet ? "unset" : (agent.GetTime(nowMs) / 1_000).ToString());
        answer.Fact("late", agent != null && (!isInSession || agent.WaitingCount > 0) ? "yes" : "no");
        answer.Fact("waiting", WaitingOf(program));
        if (agent != null && agent.LastRefusal != null)
        {
            answer.Fact("refusal", agent.LastRefusal.Result.ToString());
        }

        if (agent != null)
        {
            CountNode(answer, agent.Counters);
            CountDownlink(answer, agent.Counters);
        }

        LastWords words = program.LastWords;
        string text = words.Text.Length == 0 ? "" : " " + words.Text;
        answer.Fact("restart", LastWords.NameOf(words.Reason) + " " + words.UptimeS.ToString() + text);
        answer.Ok();
    }

    internal static void AnswerOutbox(NodeProgram program, ConsoleAnswer answer)
    {
        answer.Fact("waiting", WaitingOf(program));
        answer.Fact("dropped", program.Outbox.IsOpen ? program.Outbox.Dropped.ToString() : "0");
        answer.Fact("damaged", program.Outbox.IsOpen ? program.Outbox.Damaged.ToString() : "0");
        answer.Fact("next", program.Outbox.IsOpen ? program.Outbox.NextSequence.ToString() : "0");
        answer.Ok();
    }

    // A node with settings that could not open its outbox yet cannot say what waits there, which is not the same as nothing.
    private static string WaitingOf(NodeProgram program)
    {
        return program.Outbox.IsOpen ? program.Outbox.Count.ToString() : program.Agent == null ? "0" : ConsoleWord.None;
    }

    private static void CountNode(ConsoleAnswer answer, NodeCounters counters)
    {
        Count(answer, "stored", counters.Stored);
        Count(answer, "published", counters.Published);
        Count(answer, "resent", counters.Resent);
        Count(answer, "publish-failures", counters.PublishFailures);
        Count(answer, "acknowledged", counters.Acknowledged);
        Count(answer, "refused", counters.Refused);
        Count(answer, "hellos", counters.Hellos);
        Count(answer, "sessions", counters.Sessions);
        Count(answer, "evidence-published", counters.EvidencePublished);
        Count(answer, "unappraised-evidence", counters.UnappraisedEvidence);
        Count(answer, "configurations", counters.Configurations);
        Count(answer, "settings-taken", counters.SettingsTaken);
        Count(answer, "settings-refused", counters.SettingsRefused);
    }

    private static void CountDownlink(ConsoleAnswer answer, NodeCounters counters)
    {
        Count(answer, "foreign-downlink", counters.ForeignDownlink);
        Count(answer, "malformed-downlink", counters.MalformedDownlink);
        Count(answer, "forged-downlink", counters.ForgedDownlink);
        Count(answer, "replayed-downlink", counters.ReplayedDownlink);
        Count(answer, "unknown-downlink", counters.UnknownDownlink);
        Count(answer, "stale-challenges", counters.StaleChallenges);
        Count(answer, "unmatched-acknowledgements", counters.UnmatchedAcknowledgements);
        Count(answer, "clock-adoptions", counters.ClockAdoptions);
        Count(answer, "missed-slots", counters.MissedSlots);
        Count(answer, "empty-slots", counters.EmptySlots);
        Count(answer, "sensor-faults", counters.SensorFaults);
        Count(answer, "flagged-readings", counters.FlaggedReadings);
        Count(answer, "oversized-samples", counters.OversizedSamples);
        Count(answer, "lost-samples", counters.LostSamples);
        Count(answer, "secure-element-failures", counters.SecureElementFailures);
        Count(answer, "flash-failures", counters.FlashFailures);
    }

    private static void Count(ConsoleAnswer answer, string name, uint count)
    {
        if (count > 0)
        {
            answer.Fact("count", name + " " + count.ToString());
        }
    }
}
