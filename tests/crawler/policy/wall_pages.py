"""Walls in the markup of real ones, and ordinary pages that hold the same words. Self-written; texts are invented."""

SCRIPT = "text/javascript"

JSL_FIRST = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('c')+('l')+('e')+('a')+('r')+('a')+('n')+('c')+('e')"
    "+('=')+(-~[]+'')+((1<<2)+'')+('|')+('-')+(1+[0]-(1)+'')+(';')+('path')+('=/');"
    "location.href=location.pathname+location.search</script>"
)
JSL_SECOND = (
    "<script>var _0x1a2b=['wo0=','w5I='];function hash(t){return t}function go(data){for(var i=0;i<data.bts.length;i++)"
    '{}};go({"bts":["1708400000.123|0|abc","Xyz%3D"],"chars":"AbCdEfGh","ct":"0f1e2d3c","ha":"md5","is":true,'
    '"tn":"__jsl_clearance_s","vt":"3600","wt":"1500"})</script>'
)
RUISHU = (
    '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    f'<meta id="9DhefwqGPrzGxEp9hPaoag" content="{"{qqn0Rk3" * 600}" r="m">'
    f'<script type="{SCRIPT}" r="m">$_ts=window[\'$_ts\'];if(!$_ts)$_ts={{}};$_ts.nsd=61;$_ts.cd="qxcrr0lcr";</script>'
    f'<script type="{SCRIPT}" charset="iso-8859-1" src="/q3Zb8kT1/aB9x.d07c.js" r="m"></script>'
    f'<script type="{SCRIPT}" r="m">_$jz();</script></head><body></body></html>'
)
RUISHU_SMALL = f'<html><head><script type="{SCRIPT}">$_ts=window["$_ts"];$_ts.cd="q";</script></head></html>'
ALIYUN = (
    "<html><script>var arg1='0F1E2D3C4B5A69788796A5B4C3D2E1F00F1E2D3C';function setCookie(n,v){document.cookie=n+'='+v}"
    "function reload(x){setCookie('acw_sc__v2',x);document.location.reload()}</script></html>"
)
YUNSUO = (
    "<script>function stringToHex(s){return s}function YunSuoAutoJump(){var w=screen.width;"
    "document.cookie='srcurl='+stringToHex(location.href)+';path=/';"
    "self.location='/?security_verify_data='+stringToHex(w);}</script>"
    "<script>document.cookie='yunsuo_session_verify=1';setTimeout('YunSuoAutoJump()',50);</script>"
)
CLOUDFLARE = (
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta name="robots" content="noindex">'
    f"<style>{'*{box-sizing:border-box;margin:0;padding:0}' * 100}</style></head><body><div class='main-wrapper'>"
    "<noscript><div class='h2'>Enable JavaScript and cookies to continue</div></noscript></div>"
    f"<script>(function(){{window._cf_chl_opt={{cvId:'3',cType:'managed',cRay:'{'8' * 16}'}};}})();"
    f"{'var a0=1;' * 2500}</script></body></html>"
)
AWS = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title></title><script>'
    'window.awsWafCookieDomainList=[];window.gokuProps={"key":"AQIDAH","iv":"CgAG","context":"x"};</script>'
    '<script src="https://token.awswaf.test/challenge.js"></script></head><body><div id="challenge-container"></div>'
    "<noscript><h1>JavaScript is disabled</h1></noscript></body></html>"
)
SLIDER = (
    '<html><head><meta charset="utf-8"><title>访问验证</title></head><body><div class="box"><h2>为了您的账号安全，'
    '请拖动滑块完成验证</h2><div id="nc_1_wrapper" class="nc-container captcha-box"></div></div>'
    "<script>new AWSC.use('nc',function(s,m){})</script></body></html>"
)
TYPED_CODE = (
    '<html><head><meta charset="{charset}"><title>提示</title></head><body><form action="/verify" method="post">'
    '<p>您的访问过于频繁，请输入验证码后继续访问</p><img src="/code.jpg"><input name="code"><input type="submit" '
    'value="提交"></form></body></html>'
)
SINGLE_SIGN_ON = (
    '<html><head><meta charset="utf-8"><title>统一身份认证平台</title></head><body><div class="login-box">'
    '<ul><li>扫码登录</li><li>短信登录</li></ul><form id="fm1" action="/sso/login" method="post">'
    '<input name="mobile" placeholder="手机号"><button>获取验证码</button></form></div></body></html>'
)
PASSWORD = (
    '<html><head><title>Members</title></head><body><form method="post" action="/wp-login.php"><label>Username'
    '<input type="text" name="log"></label><label>Password<input type="password" name="pwd"></label></form></body>'
)
PRIVACY_GATE = (
    '<!DOCTYPE html><html lang="nl"><head><title>River Post Privacy Gate</title>'
    f"<style>{'.a{color:#111}' * 2000}</style></head><body><div id='pg-root'></div>"
    "<script>window._privacy={siteKey:'x'}</script><noscript>We use cookies.</noscript></body></html>"
)
CONSENT_FORM = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>River News is part of the Stream family</title></head><body>'
    '<div class="consent-overlay" id="consent-page"><form method="post" action="/v2/collectConsent?sessionId=3_cc">'
    f"<h1>Your privacy</h1><p>{'If you click Accept all, we and our partners store data on your device. ' * 8}</p>"
    '<button name="agree" value="agree">Accept all</button><button name="reject">Reject all</button></form></div>'
    "</body></html>"
)

TEASER = (
    '<!DOCTYPE html><html lang="en"><head><title>Harbour talks stall</title><meta property="og:type" content="article">'
    '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Harbour '
    'talks stall","isAccessibleForFree":false,"hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False",'
    '"cssSelector":".paywall"}}</script></head><body><nav>' + "<a href='/x'>Section of the paper</a>" * 90 + "</nav>"
    "<article><h1>Harbour talks stall</h1><p>Talks over the new harbour stalled late on Monday, officials said.</p>"
    '<div class="paywall"></div></article><aside>Already a subscriber? Sign in</aside></body></html>'
)
MEMBERS_ONLY = (
    '<html><head><meta charset="{charset}"><title>云江周刊</title></head><body><h1>江上的账本</h1>'
    "<p>航运公司的账本里，去年多了一个陌生的名字。</p>"
    '<div class="pay-tip">本文共 4,200 字，成为会员后可阅读全文</div></body></html>'
)
BUY_THE_PAPER = (
    '<html><head><meta charset="utf-8"><title>云江日报数字报</title></head><body><div id="ozoom">'
    "<p>请购买该报纸后再访问</p></div></body></html>"
)

LONG_NEWS = "市民反映登录政务网站时验证码无法显示，记者请输入验证码后核实，情况属实，技术人员已更换了服务器。" * 12
SHORT_NEWS = "快讯：云江大桥今晨恢复通车。"

LOGIN_BOX = (
    '<div class="top"><form action="/login"><input name="u"><input type="password" name="p"><input name="captcha">'
    "<a>登录</a><a>注册</a></form></div>"
)
FLASH_WITH_LOGIN_BOX = (
    '<html><head><meta charset="utf-8"><title>云江大桥恢复通车</title>'
    '<meta name="ArticleTitle" content="云江大桥恢复通车">'
    f'<meta name="PubDate" content="2024-02-20 09:00"></head><body>{LOGIN_BOX}<h1>云江大桥恢复通车</h1>'
    f'<div id="zoomcon"><p>{SHORT_NEWS}</p></div></body></html>'
)
NEWS_OF_CAPTCHAS = (
    '<html><head><meta charset="utf-8"><title>登录 12306 又现“最难验证码”</title></head><body><h1>登录又现“最难验证码”'
    f"</h1><p>{LONG_NEWS}</p><p>安全验证本为拦截机器。</p></body></html>"
)
PAPER_FLASH = (
    '<html><head><meta charset="utf-8"><title>人机验证开进菜场</title></head><body><a href="/login">登录</a>'
    f"<h2>人机验证开进菜场</h2><founder-content><!--enpcontent--><p>{SHORT_NEWS}</p><!--/enpcontent-->"
    "</founder-content></body></html>"
)
ASKS_SUBSCRIBERS = (
    '<!DOCTYPE html><html lang="en"><head><title>Sign in to vote: town tries new app</title>'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Sign in to vote","isAccessibleForFree":true}'
    "</script></head><body><a>Subscribe</a><a>Log in</a><template>Subscribe to continue reading</template>"
    "<p>The town opened its new app on Tuesday.</p><script>(function(){var a=document.createElement('script');"
    "a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';})();</script>"
    f"<p>{'People line up to try it, and the queue is long. ' * 20}</p><p>Subscribe to our newsletter.</p></body>"
)
PAID_BUT_WHOLE = (
    '<!DOCTYPE html><html lang="en"><head><script type="application/ld+json">{"@type":"NewsArticle",'
    '"isAccessibleForFree":"False"}</script></head><body>'
    f"<p>{'The whole of it stands here, though it is called not free. ' * 30}</p><p>Subscribe to continue reading.</p>"
    "</body></html>"
)
LIST_WITH_LOGIN_BOX = (
    f'<html><head><meta charset="utf-8"><title>通知公告</title></head><body>{LOGIN_BOX}<ul>'
    + "".join(
        f'<li><a href="t{n}.html">关于开展第{n}批人才公寓申报工作的通知</a><span>2024-02-{n:02}</span></li>'
        for n in range(1, 21)
    )
    + "</ul></body></html>"
)
FEED_OF_CAPTCHAS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>云江之声</title><item><title>安全验证进社区</title>'
    f"<link>http://paper.test/1</link><description>{LONG_NEWS}</description></item></channel></rss>"
)
TEASERS_LEAD_ON = (
    '<html><head><meta charset="utf-8"><title>要闻</title></head><body>'
    + "".join(f'<p>第{n}条：云江两岸再添新绿。<a href="t{n}.html">阅读全文</a></p>' for n in range(30))
    + "</body></html>"
)
COOKIE_BANNER = (
    '<!DOCTYPE html><html lang="de"><head><title>Der Fluss</title><meta property="og:type" content="article"></head>'
    '<body><div id="cmp"><form action="/consent/save"><button>Alle akzeptieren</button></form></div>'
    "<p>Der Fluss steigt weiter.</p></body></html>"
)
