using Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

namespace Microsoft.ML.ReinforcementRanking.Tests.Reports;

/// <summary>Opens a page of results in headless Chromium, on a desk and on a phone.</summary>
internal static class BrowsedPage
{
    private const int PhoneWidth = 390;
    private const int PhoneHeight = 844;

    /// <summary>
    /// Checks that a page draws every chart without an error and a request, and that it fits a phone. The test is skipped where Chromium is not.
    /// </summary>
    /// <returns>The title of the page.</returns>
    public static async Task<string> Check(string path)
    {
        Skip.If(Browser.Program is null, "Chromium is not on this machine");
        var page = new Uri(path);
        await using var browser = await Browser.Open(page);
        await browser.WaitFor("document.documentElement?.dataset.drawn === 'true'");

        (await browser.Evaluate("document.querySelectorAll('figure').length === document.querySelectorAll('.js-plotly-plot .xaxislayer-above').length"))!
            .GetValue<bool>().Should().BeTrue("every chart is drawn");
        (await browser.Evaluate("document.querySelectorAll('img').length"))!.GetValue<int>().Should().Be(0, "texts are not read as elements");
        await browser.Resize(PhoneWidth, PhoneHeight);
        await browser.WaitFor(
            $"[...document.querySelectorAll('.js-plotly-plot .main-svg')].every(chart => chart.getBoundingClientRect().width < {PhoneWidth})");
        (await browser.Evaluate("document.documentElement.scrollWidth"))!.GetValue<int>().Should().Be(PhoneWidth, "the page does not scroll sideways");
        (await browser.Evaluate("document.querySelector('h1').getBoundingClientRect().bottom"))!.GetValue<double>().Should()
            .BeLessThan(PhoneHeight, "the verdict is on the first screen");
        browser.Errors.Should().BeEmpty();
        browser.Requests.Should().OnlyContain(url => url == page.AbsoluteUri || url.StartsWith("data:"), "the page needs no network");
        return (await browser.Evaluate("document.title"))!.GetValue<string>();
    }
}
