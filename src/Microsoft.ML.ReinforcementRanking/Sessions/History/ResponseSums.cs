namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Accumulates the responses of rows. Their mean and the number of rows in which each is not 0 follow from it.</summary>
internal sealed class ResponseSums(int responseCount)
{
    private readonly double[] _sums = new double[responseCount];
    private readonly int[] _counts = new int[responseCount];

    /// <summary>Gets the number of rows.</summary>
    public int RowCount { get; private set; }

    public void Add(ReadOnlySpan<float> responses)
    {
        RowCount++;
        for (var response = 0; response < responses.Length; response++)
        {
            _sums[response] += responses[response];
            _counts[response] += responses[response] != 0 ? 1 : 0;
        }
    }

    public void Add(ResponseSums other)
    {
        RowCount += other.RowCount;
        for (var response = 0; response < _sums.Length; response++)
        {
            _sums[response] += other._sums[response];
            _counts[response] += other._counts[response];
        }
    }

    /// <summary>Writes the mean and the count of each response. Without rows all are 0.</summary>
    public void Write(Span<float> features)
    {
        for (var response = 0; response < _sums.Length; response++)
        {
            features[2 * response] = RowCount > 0 ? (float)(_sums[response] / RowCount) : 0;
            features[2 * response + 1] = _counts[response];
        }
    }

    public void Clear()
    {
        RowCount = 0;
        Array.Clear(_sums);
        Array.Clear(_counts);
    }
}
