using Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

namespace Microsoft.ML.ReinforcementRanking.Tests.Reports;

/// <summary>Opens a report in headless Chromium, on a desk and on a phone.</summary>
public sealed class ReportBrowserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Page_WithEverySection_DrawsWithoutErrorsAndRequestsAndFitsAPhone()
    {
        Skip.If(Browser.Program is null, "Chromium is not on this machine");
        var page = new Uri(Path.Combine(_folder, "report.html"));
        ReportedLog.Full("</script><img src=x onerror='document.title=1'>").Save(page.LocalPath);
        await using var browser = await Browser.Open(page);
        await browser.WaitFor("document.documentElement?.dataset.drawn === 'true'");

        (await browser.Evaluate("document.querySelectorAll('figure').length === document.querySelectorAll('.js-plotly-plot .xaxislayer-above').length"))!
            .GetValue<bool>().Should().BeTrue("every chart is drawn");
        (await browser.Evaluate("document.querySelectorAll('img').length + document.title"))!.GetValue<string>().Should().StartWith("0</script>");
        await browser.Resize(390, 844);
        await browser.WaitFor("[...document.querySelectorAll('.js-plotly-plot .main-svg')].every(chart => chart.getBoundingClientRect().width < 390)");
        (await browser.Evaluate("document.documentElement.scrollWidth"))!.GetValue<int>().Should().Be(390, "the page does not scroll sideways");
        (await browser.Evaluate("document.querySelector('h1').getBoundingClientRect().bottom"))!.GetValue<double>().Should()
            .BeLessThan(844, "the verdict is on the first screen");
        browser.Errors.Should().BeEmpty();
        browser.Requests.Should().OnlyContain(url => url == page.AbsoluteUri || url.StartsWith("data:"), "the page needs no network");
    }
}
