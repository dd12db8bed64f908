namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Measures <c>Transform</c>, whose rows are divided among threads.</summary>
internal sealed class TransformScoring(ScoringModels models, string name, int threads)
{
    private readonly IDataView _scored = models.Named(name).Transform(models.Log);

    /// <summary>Returns the nanoseconds of a row: those of all threads together.</summary>
    public double Measure()
    {
        var column = _scored.Schema["Score"];
        // ML.NET may return fewer cursors than it was asked for.
        var cursors = threads == 1 ? [_scored.GetRowCursor([column])] : _scored.GetRowCursorSet([column], threads);
        return 1e9 / ScoringModels.LogRows * Workers.Seconds(cursors.Length, thread => Read(cursors[thread], column));
    }

    private static void Read(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        using (cursor)
        {
            var get = cursor.GetGetter<float>(column);
            var score = 0f;
            while (cursor.MoveNext())
                get(ref score);
        }
    }
}
