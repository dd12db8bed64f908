using System.Globalization;

namespace BatchScoring;

/// <summary>Writes a line for each shard, and for a shard that takes long a line every ten seconds.</summary>
internal sealed class ConsoleProgress : IProgress<ShardProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private TimeSpan _next = Interval;

    public void Report(ShardProgress value)
    {
        if (value.State == ShardState.Going && value.Elapsed < _next)
            return;
        _next = value.State == ShardState.Going ? value.Elapsed + Interval : Interval;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Shard {value.Number} of {value.Shards}, {value.Shard}: {Text(value)}"));
    }

    public static string Rate(long rows, TimeSpan time)
        => string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {rows / Math.Max(time.TotalSeconds, 1e-3):N0} rows/s");

    private static string Text(ShardProgress value) => value.State switch
    {
        ShardState.Going => $"{Rate(value.Rows, value.Elapsed)} so far",
        ShardState.Scored => Rate(value.Rows, value.Elapsed),
        _ => "was scored before",
    };
}
