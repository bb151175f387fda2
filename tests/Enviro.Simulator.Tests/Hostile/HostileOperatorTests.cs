using Enviro.Ledger;
using Enviro.Verification;

namespace Enviro.Simulator.Tests;

/// <summary>Every edit of a hostile operator, on real ledgers of both kinds of seal: found by what it is said to be found by.</summary>
public sealed class HostileOperatorTests : IDisposable
{
    private const int Rounds = 4;

    private readonly HostileBench _quotedBench = new HostileBench().Filled();
    private readonly HostileBench _softwareBench = new HostileBench(hasTpm: false).Filled();
    private readonly HostileLedger _quoted;
    private readonly HostileLedger _software;

    public HostileOperatorTests()
    {
        _quoted = _quotedBench.Close();
        _software = _softwareBench.Close();
    }

    public void Dispose()
    {
        _quotedBench.Dispose();
        _softwareBench.Dispose();
    }

    [Fact]
    public void What_nobody_touched_is_sound_with_and_without_a_pin()
    {
        foreach (HostileLedger ledger in (HostileLedger[])[_quoted, _software])
        {
            using LedgerCopy copy = ledger.Copy();
            using (LedgerStore store = copy.OpenReadOnly())
            {
                Assert.Empty(LedgerVerifier.Verify(store).Findings);
                Assert.Empty(LedgerVerifier.Verify(store, ledger.PinnedHeader).Findings);
            }

            Assert.Empty(copy.Check());
        }
    }

    [Fact]
    public void Every_edit_is_found_and_by_no_other_rule_than_said()
    {
        List<string> complaints = [];
        foreach (LedgerEdit edit in LedgerEdits.All)
        {
            int applied = 0;
            foreach (HostileLedger ledger in (HostileLedger[])[_quoted, _software])
            {
                for (ulong seed = 0; seed < Rounds; seed++)
                {
                    if (HostileOperator.Try(ledger, edit, new SimulationRandom(seed)) is { } outcome)
                    {
                        applied++;
                        complaints.AddRange(Judge(edit, outcome).Select(complaint => $"{edit.Name}, seed {seed}, TPM {ledger == _quoted}: {complaint} ({outcome.Detail})"));
                    }
                }
            }

            if (applied == 0)
            {
                complaints.Add($"{edit.Name} altered nothing on any ledger");
            }
        }

        Assert.Empty(complaints);
    }

    [Fact]
    public void Every_rule_but_two_has_an_edit_that_it_alone_finds()
    {
        // A missing entry also breaks what is behind it, and the verdict on a reading also stands for its place in its node's chain.
        LedgerRule[] shared = [LedgerRule.EntryMissing, LedgerRule.ReadingMessage];
        IEnumerable<LedgerRule> alone = LedgerEdits.All.Where(edit => edit.Rule is not null).Select(edit => edit.Rule!.Value)
            .Concat(LedgerEdits.All.Any(edit => edit.ShownBy == EditEvidence.Pin) ? [LedgerRule.PinnedHeader] : []);
        Assert.Equal(Enum.GetValues<LedgerRule>().Except(shared).Order(), alone.Distinct().Order());
    }

    [Fact]
    public void The_names_of_edits_are_unique() => Assert.Equal(LedgerEdits.All.Count, LedgerEdits.All.Select(edit => edit.Name).Distinct().Count());

    [Fact]
    public void The_same_seed_tries_the_same_edits_and_finds_them_all()
    {
        HostileOperator first = new(new SimulationRandom(9));
        HostileOperator second = new(new SimulationRandom(9));
        Assert.Empty(first.TryAll(_quoted, 8));
        Assert.Empty(second.TryAll(_quoted, 8));
        Assert.Equal(8, first.Tried.Values.Sum());
        Assert.Equal(first.Tried, second.Tried);
    }

    [Fact]
    public void An_edit_that_nothing_shows_is_told()
    {
        LedgerEdit twin = LedgerEdits.All.Single(edit => edit.Name == "signatureTwin") with { ShownBy = EditEvidence.Ledger };
        Assert.False(HostileOperator.Try(_quoted, twin, new SimulationRandom(1))!.IsFound);
    }

    [Fact]
    public void An_edit_that_alters_nothing_does_not_count()
    {
        LedgerEdit idle = new("idle", EditEvidence.Ledger, ledger =>
        {
            ledger.Execute("UPDATE entries SET message = $0 WHERE idx = 1", ledger.Entries[1].Message!);
            ledger.Save();
            return "nothing";
        });
        Assert.Null(HostileOperator.Try(_quoted, idle, new SimulationRandom(1)));
    }

    private static IEnumerable<string> Judge(LedgerEdit edit, EditOutcome outcome)
    {
        if (!outcome.IsFound)
        {
            yield return "not found";
        }

        LedgerRule? rule = edit.ShownBy == EditEvidence.Pin ? LedgerRule.PinnedHeader : edit.Rule;
        foreach (Finding finding in rule is null ? [] : outcome.Report!.Findings.Where(finding => finding.Rule != rule))
        {
            yield return $"found by {finding.Rule} too: {finding.Text}";
        }
    }
}
