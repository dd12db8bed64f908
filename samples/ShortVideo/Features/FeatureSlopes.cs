namespace ShortVideo.Features;

/// <summary>Sums over exposures, from which responses are regressed on the features of videos, one feature at a time.</summary>
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

    /// <summary>Σ x (r − mean) / Σ x², drawn toward a prior slope as by so many exposures with x = 1.</summary>
    public double Slope(int response, int feature, double mean, double prior, double priorCount)
        => (_products[response, feature] - mean * _sums[feature] + priorCount * prior) / (_squares[feature] + priorCount);
}
