namespace ShortVideo.Features;

/// <summary>Accumulates sums over exposures, from which each response is regressed on each feature of the videos by itself.</summary>
internal sealed class FeatureSlopes(int featureCount, int responseCount)
{
    private readonly double[] _sums = new double[featureCount];
    private readonly double[] _squares = new double[featureCount];
    private readonly double[,] _products = new double[responseCount, featureCount];

    public void Add(float[] video, ReadOnlySpan<double> responses)
    {
        for (var feature = 0; feature < featureCount; feature++)
        {
            _sums[feature] += video[feature];
            _squares[feature] += video[feature] * video[feature];
            for (var response = 0; response < responseCount; response++)
                _products[response, feature] += video[feature] * responses[response];
        }
    }

    /// <summary>Computes Σ x (r − mean) / Σ x². The prior slope counts like <c>priorCount</c> exposures with x = 1.</summary>
    public double Slope(int response, int feature, double mean, double prior, double priorCount)
        => (_products[response, feature] - mean * _sums[feature] + priorCount * prior) / (_squares[feature] + priorCount);
}
