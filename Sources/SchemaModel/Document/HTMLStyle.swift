/// The style sheet of a document's page.
enum HTMLStyle {
    /// The rules: light and dark, wide and narrow, screen and paper.
    static let text = """
        :root { color-scheme: light dark; --page: #ffffff; --ink: #1f2430; --pale: #5d6676; --line: #dfe3ea;
          --soft: #f4f6f9; --link: #1d5fd1; }
        @media (prefers-color-scheme: dark) { :root { --page: #14171d; --ink: #e7eaf0; --pale: #9aa4b5; --line: #2d3440;
          --soft: #1b1f27; --link: #7fb1ff; } }
        * { box-sizing: border-box; }
        body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); background: var(--page);
          color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        a { color: var(--link); text-underline-offset: .15em; }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -100vw; }
        .skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--page); z-index: 1; }
        nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem 1.5rem 1.5rem;
          border-right: 1px solid var(--line); background: var(--soft); font-size: .875rem; }
        nav ul { list-style: none; margin: 0; padding: 0; }
        nav ul ul { margin: .15rem 0 .5rem; padding-left: .75rem; border-left: 1px solid var(--line); }
        nav a { display: block; padding: .15rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
        nav a:hover { text-decoration: underline; }
        main { padding: 2rem clamp(1rem, 4vw, 3.5rem) 4rem; max-width: 90rem; outline: none; }
        h1, h2, h3, h4 { line-height: 1.25; scroll-margin-top: 1rem; overflow-wrap: anywhere; }
        h1 { margin-top: 0; font-size: 2rem; }
        h2 { margin-top: 3rem; padding-bottom: .35rem; border-bottom: 1px solid var(--line); font-size: 1.5rem; }
        h3 { margin-top: 2.5rem; font-size: 1.2rem; }
        h4 { margin: 1.5rem 0 .5rem; font-size: .8rem; letter-spacing: .05em; text-transform: uppercase; color: var(--pale); }
        p, li, dd { max-width: 75ch; overflow-wrap: anywhere; }
        ul, ol { padding-left: 1.4rem; }
        blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--pale); }
        code, pre { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        :not(pre) > code { padding: .1em .3em; border-radius: 4px; background: var(--soft); }
        pre { padding: 1rem; overflow: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .9375rem; }
        th, td { padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left;
          vertical-align: top; font-weight: 400; }
        thead th { color: var(--pale); font-size: .8rem; font-weight: 600; }
        td { min-width: 3rem; }
        td:last-child { max-width: 60ch; }
        figure { margin: 1.5rem 0; }
        figure svg { display: block; max-width: 100%; min-width: var(--least); height: auto; }
        figcaption { margin-top: .5rem; color: var(--pale); font-size: .875rem; }
        hr { margin: 2rem 0; border: 0; border-top: 1px solid var(--line); }
        @media (max-width: 55rem) { body { display: block; }
          nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } }
        @media print { body { display: block; font-size: 10pt; } nav, .skip { display: none; } main { padding: 0; }
          a { color: inherit; text-decoration: none; } .wide { overflow: visible; }
          figure svg { min-width: 0; } pre { white-space: pre-wrap; }
          h2, h3, h4 { break-after: avoid; } tr, li, figure, pre { break-inside: avoid; } }
        """
}
