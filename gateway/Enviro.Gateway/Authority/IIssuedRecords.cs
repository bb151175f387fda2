namespace Enviro.Gateway;

/// <summary>Where an authority keeps what it issued: one record a chip, the last one.</summary>
public interface IIssuedRecords
{
    /// <summary>The record of a chip by its serial number, 9 bytes; null if there is none.</summary>
    IssuedRecord? Find(byte[] serialNumber);

    /// <summary>Keeps a record in place of the chip's earlier one, durably or not at all.</summary>
    void Store(IssuedRecord record);
}

/// <summary>Records that end with the process, for an authority that does.</summary>
public sealed class PassingRecords : IIssuedRecords
{
    private readonly Dictionary<string, IssuedRecord> _records = [];

    /// <summary>Chips with a record.</summary>
    public int Count => _records.Count;

    /// <inheritdoc/>
    public IssuedRecord? Find(byte[] serialNumber) => _records.GetValueOrDefault(Convert.ToHexStringLower(serialNumber));

    /// <inheritdoc/>
    public void Store(IssuedRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _records[record.SerialNumber] = record;
    }
}
