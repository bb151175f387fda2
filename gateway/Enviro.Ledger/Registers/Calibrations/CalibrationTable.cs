using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>Calibrations in the order of the chain, found by node, quantity and time.</summary>
public sealed class CalibrationTable
{
    private readonly List<Calibration> _all = [];
    private readonly HashSet<byte[]> _payloads = new(ThumbprintComparer.Instance);
    private readonly Dictionary<(string Urn, string Quantity), List<Calibration>> _bySensor = [];

    /// <summary>All of them, in the order of the chain.</summary>
    public IReadOnlyList<Calibration> All => _all;

    /// <summary>
    /// What the calibration entries of a ledger say, whoever signed them: who signed is for verification to judge, which reads them once more in
    /// their place.
    /// </summary>
    public static CalibrationTable Read(LedgerStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        CalibrationTable table = new();
        foreach (StoredEntry entry in store.ReadCalibrations())
        {
            try
            {
                if (entry.Message is { } message)
                {
                    table.Add(Calibration.Parse(message));
                }
            }
            catch (WireFormatException)
            {
                // It corrects nothing; verification names it.
            }
        }

        return table;
    }

    /// <summary>
    /// The calibration that applies to a reading of this node, quantity and time (Unix ms): of those that cover the time, the one that came last
    /// into the chain. Null where none does.
    /// </summary>
    public Calibration? Find(string urn, string quantity, long timeMs) =>
        _bySensor.GetValueOrDefault((urn, quantity))?.FindLast(calibration => calibration.Covers(timeMs));

    internal bool Contains(byte[] payload) => _payloads.Contains(SHA256.HashData(payload));

    internal void Add(Calibration calibration)
    {
        _all.Add(calibration);
        _payloads.Add(SHA256.HashData(calibration.EncodePayload()));
        (string, string) sensor = (calibration.Urn, calibration.Quantity);
        if (!_bySensor.TryGetValue(sensor, out List<Calibration>? list))
        {
            _bySensor.Add(sensor, list = []);
        }

        list.Add(calibration);
    }
}
