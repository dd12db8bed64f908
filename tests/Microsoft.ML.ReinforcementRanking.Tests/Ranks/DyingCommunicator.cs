using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Counts the exchanges of a rank, and can kill its process at one of them, as the system does when memory is short.</summary>
internal sealed class DyingCommunicator(Communicator inner) : Communicator
{
    /// <summary>Gets the number of exchanges until now.</summary>
    public int Exchanges { get; private set; }

    /// <summary>Gets the number of the exchange at which the process dies, from 1 on, or 0 if it does not.</summary>
    public int Last { get; init; }

    /// <summary>Gets the file for the time at which the process dies.</summary>
    public string TimeFile { get; init; } = "";

    public override int Rank => inner.Rank;

    public override int NumberOfRanks => inner.NumberOfRanks;

    /// <summary>Returns the time that a process has written before it died.</summary>
    public static DateTime ReadTime(string file)
        => DateTime.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    public override void Sum(Span<float> values)
    {
        Count();
        inner.Sum(values);
    }

    public override void Sum(Span<double> values)
    {
        Count();
        inner.Sum(values);
    }

    public override void Broadcast(Span<byte> bytes)
    {
        Count();
        inner.Broadcast(bytes);
    }

    public override void Abort(Exception failure) => inner.Abort(failure);

    private void Count()
    {
        if (++Exchanges != Last)
            return;
        File.WriteAllText(TimeFile, DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture));
        using var process = Process.GetCurrentProcess();
        process.Kill();
    }
}
